import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql, Transaction } from '@aura-sign/postgres'
import type { Manifest } from '../backup/manifest.ts'
import { readDump } from '../backup/read-dump.ts'
import { verifyStoredDump } from '../backup/verify-stored-dump.ts'
import { type Check, checkOf } from '../verify/check.ts'
import type { TableDescription } from '../verify/database-description.ts'
import { describeTables } from '../verify/describe-database.ts'
import { quoteIdentifier } from '../verify/row-hash.ts'
import { type DumpStatement, loadPieces } from './load-dump.ts'
import { selectTables } from './select-tables.ts'

export interface RestoreTablesOptions {
  manifest: Manifest
  store: ObjectStore
  identities?: readonly string[]
  tables: readonly string[]
  /** Made for them; nothing else is touched. */
  schema: string
  onProgress?: (progress: { step: 'verify-backup' | 'load' | 'compare'; bytes: number; totalBytes: number }) => void
}

export interface RestoredTables {
  backup: string
  snapshotAt: string
  schema: string
  tables: Record<string, { rows: number }>
  checks: Check[]
  /** SQL that takes over the rows which the tables in use lack. */
  merge: string[]
}

/** Which tables a kind of content is in. */
export const tablesOf = {
  attestations: ['attestation_schemas', 'attestations', 'attestation_evidence', 'evidence'],
} as const

/**
 * Restores single tables of a backup into a schema of their own in the database in use, without keys and indexes, and compares their rows with
 * the manifest, all in one transaction. Throws `restore_table_missing`, `target_not_empty` where the schema is there already, and what
 * `loadDump` throws; nothing is kept then.
 */
export async function restoreTables(sql: Sql, options: RestoreTablesOptions): Promise<RestoredTables> {
  const { manifest, store, schema, tables, identities = [], onProgress } = options
  assertInBackup(manifest, tables)
  const { name, file } = manifest
  const report = (step: 'verify-backup' | 'load' | 'compare') => (bytes: number) =>
    onProgress?.({ step, bytes, totalBytes: file.sizeBytes })
  await assertNew(sql, schema)
  await verifyStoredDump(store, { file: { key: name, ...file }, onBytes: report('verify-backup') })
  return await sql.begin(async (transaction) => {
    await transaction.unsafe(`create schema ${quoteIdentifier(schema)}`)
    const bytes = readDump(store, { manifest, identities, onBytes: report('load') })
    const rewrite = selectTables({ tables, schema })
    // Whatever a dump sets for its own session ends with this transaction.
    const local = (text: string) =>
      text
        .replace(/^SET (?!LOCAL)/, 'SET LOCAL ')
        .replace(/^(SELECT pg_catalog\.set_config\(.*), false\);$/, '$1, true);')
    const select = (statement: DumpStatement) => rewrite(local(statement.text))
    await loadPieces(transaction, { name, bytes, select })
    report('compare')(0)
    const found = await describeTables((text) => transaction.unsafe(text), schema)
    const checks = compare(manifest.database.tables, found, tables)
    const red = checks.filter((check) => !check.ok)
    if (red.length > 0) {
      throw new AuraError('restore_mismatch', {
        detail: red.map((check) => `${check.name}: ${check.detail}`).join('; '),
      })
    }
    return {
      ...{ backup: name, snapshotAt: manifest.snapshotAt, schema, checks },
      tables: Object.fromEntries(Object.entries(found).map(([table, { rows }]) => [table, { rows }])),
      merge: await mergeStatements(transaction, { schema, tables }),
    }
  })
}

function assertInBackup({ name, database }: Manifest, tables: readonly string[]): void {
  for (const table of tables) {
    if (database.tables[table] === undefined) {
      throw new AuraError('restore_table_missing', { name, table, tables: Object.keys(database.tables).join(', ') })
    }
  }
}

async function assertNew(sql: Sql, schema: string): Promise<void> {
  const rows = await sql`select from pg_namespace where nspname = ${schema}`
  if (rows.length > 0) throw new AuraError('target_not_empty', { target: schema })
}

function compare(
  expected: Record<string, TableDescription>,
  found: Record<string, TableDescription>,
  tables: readonly string[],
): Check[] {
  const faults = (differ: (before: TableDescription, after: TableDescription) => string | null) =>
    tables.flatMap((table) => {
      const [before, after] = [expected[table], found[table]]
      if (!before || !after) return [`${table} is missing`]
      return differ(before, after) ?? []
    })
  return [
    checkOf(
      'row counts',
      faults((before, after) => (before.rows === after.rows ? null : `${after.rows} rows instead of ${before.rows}`)),
      `${tables.reduce((sum, table) => sum + (found[table]?.rows ?? 0), 0)} rows`,
    ),
    checkOf(
      'content fingerprints',
      faults((before, after) => (before.fingerprint === after.fingerprint ? null : 'the content differs')),
      `${tables.length} tables are equal`,
    ),
  ]
}

/** Only columns that both have: the one in use may be of a newer release. */
async function mergeStatements(
  transaction: Transaction,
  { schema, tables }: { schema: string; tables: readonly string[] },
): Promise<string[]> {
  const statements: string[] = []
  for (const table of tables) {
    const rows = await transaction<{ column: string }[]>`
      select restored.attname::text as column from pg_attribute restored
      join pg_attribute used on used.attname = restored.attname and used.attnum > 0 and not used.attisdropped
        and used.attgenerated = '' and used.attrelid = to_regclass(${`public.${quoteIdentifier(table)}`})
      where restored.attrelid = to_regclass(${`${quoteIdentifier(schema)}.${quoteIdentifier(table)}`})
        and restored.attnum > 0 and not restored.attisdropped
      order by restored.attnum`
    if (rows.length === 0) continue
    const columns = rows.map(({ column }) => quoteIdentifier(column)).join(', ')
    const name = quoteIdentifier(table)
    statements.push(
      `insert into public.${name} (${columns}) select ${columns} from ${quoteIdentifier(schema)}.${name} on conflict do nothing;`,
    )
  }
  return statements
}
