import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AuraError, redactUrl } from '@aura-sign/core'
import { resolveBinary } from 'dbmate'
import { x } from 'tinyexec'
import type { Sql } from './open-pool.ts'

const migrationsDirectory = fileURLToPath(new URL('./migrations', import.meta.url))
const migrationTimeoutMs = 10 * 60_000

/** Where the schema of a database stands against the migrations of this version. */
export type SchemaState =
  | { state: 'current'; version: string }
  | { state: 'behind'; version: string | null; pending: string[] }
  | { state: 'newer'; version: string; known: string }

/** Versions of the migrations in this release, oldest first. */
export function knownMigrations(): string[] {
  return readdirSync(migrationsDirectory)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, name.indexOf('_')))
    .sort()
}

/** Compares `schema_migrations` with the migrations of this release. */
export async function readSchemaState(sql: Sql): Promise<SchemaState> {
  const applied = await appliedMigrations(sql)
  const known = knownMigrations()
  const newest = applied.at(-1) ?? null
  const foreign = applied.filter((version) => !known.includes(version)).at(-1)
  if (foreign !== undefined) return { state: 'newer', version: foreign, known: known.at(-1) ?? 'none' }
  const pending = known.filter((version) => !applied.includes(version))
  if (newest === null || pending.length > 0) return { state: 'behind', version: newest, pending }
  return { state: 'current', version: newest }
}

/** Throws `schema_newer` or `schema_behind` unless the schema is exactly the one of this release. */
export async function assertSchemaCurrent(sql: Sql): Promise<void> {
  const schema = await readSchemaState(sql)
  if (schema.state === 'newer') throw new AuraError('schema_newer', { found: schema.version, known: schema.known })
  if (schema.state === 'behind') {
    throw new AuraError('schema_behind', { count: schema.pending.length, first: schema.pending[0] ?? 'none' })
  }
}

/** Applies the pending migrations with dbmate, each in a transaction of its own; returns the versions applied. */
export async function migrate(sql: Sql, options: { url: string }): Promise<string[]> {
  const before = await readSchemaState(sql)
  if (before.state === 'current') return []
  if (before.state === 'newer') throw new AuraError('schema_newer', { found: before.version, known: before.known })
  const dbmate = await x(resolveBinary(), ['--no-dump-schema', '--migrations-dir', migrationsDirectory, 'migrate'], {
    timeout: migrationTimeoutMs,
    // The URL travels in the environment: arguments are visible to every user of the machine.
    nodeOptions: { env: { DATABASE_URL: withSslMode(options.url) }, cwd: migrationsDirectory },
  })
  if (dbmate.exitCode !== 0) {
    throw new AuraError('migration_failed', { detail: redactUrl(dbmate.stderr.trim().split('\n').at(-1) ?? 'unknown') })
  }
  return before.pending
}

async function appliedMigrations(sql: Sql): Promise<string[]> {
  const [table] = await sql`select to_regclass('public.schema_migrations') is not null as present`
  if (!table?.present) return []
  const rows = await sql<{ version: string }[]>`select version from public.schema_migrations order by version`
  return rows.map((row) => row.version)
}

/** dbmate insists on TLS unless told otherwise; loopback URLs of the runbook carry no `sslmode`. */
function withSslMode(url: string): string {
  const parsed = new URL(url)
  if (!parsed.searchParams.has('sslmode')) {
    const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)
    parsed.searchParams.set('sslmode', loopback ? 'disable' : 'require')
  }
  return parsed.toString()
}
