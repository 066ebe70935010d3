import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { openPool, type Sql } from '@aura-sign/postgres'
import type { Manifest } from '../backup/manifest.ts'
import { readDump } from '../backup/read-dump.ts'
import type { Check } from '../verify/check.ts'
import { compareDatabases } from '../verify/compare-databases.ts'
import { describeDatabase } from '../verify/describe-database.ts'
import { type BuildResources, indexBuildFor } from './index-build-for.ts'
import { loadDump } from './load-dump.ts'
import { type IndexProgress, watchIndexBuild } from './server/watch-index-build.ts'

// Loading and indexing take minutes on large data; a statement that takes longer hangs.
const statementTimeoutMs = 6 * 3_600_000

/** A database that belongs to one restore or verification alone. */
export interface LoadTarget {
  readonly name: string
  readonly url: string
  /** What its server has for building indexes; default: what it is set to. */
  readonly resources?: BuildResources
}

export interface LoadBackupOptions {
  manifest: Manifest
  store: ObjectStore
  /** `AGE-SECRET-KEY-1…`, where the backup is encrypted. */
  identities?: readonly string[]
  onBytes?: (bytes: number) => void
  /** Of its index of vectors, while the server builds it; absent: nobody looks. */
  onIndex?: (progress: IndexProgress) => void
}

/** Loads a backup into an empty database; throws `target_not_empty` for another, and what `loadDump` throws. */
export async function loadBackup(target: LoadTarget, options: LoadBackupOptions): Promise<void> {
  const { manifest, store, identities = [], onBytes, onIndex } = options
  await withSession(target.url, async (sql) => {
    await assertEmpty(sql, target.name)
    const build = target.resources ? indexBuildFor(manifest.database, target.resources) : null
    const bytes = readDump(store, { manifest, identities, ...(onBytes && { onBytes }) })
    await loadDump(sql, {
      ...{ name: manifest.name, bytes },
      ...(build && { build }),
      ...(onIndex && { watchIndex: () => watchIndexBuild(target, onIndex) }),
    })
  })
}

/** Compares a database that was just loaded with what the manifest says of the one it is a copy of. */
export async function compareLoaded(sql: Sql, manifest: Manifest): Promise<Check[]> {
  // Without statistics the planner would not choose the vector index.
  await sql`analyze`
  const found = await describeDatabase((text) => sql.unsafe(text))
  return compareDatabases(manifest.database, found)
}

/** One connection to a restored database, for as long as `use` takes. A dump changes the settings of the one that loads it. */
export async function withSession<T>(url: string, use: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = openPool({
    ...{ url, applicationName: 'aura-restore', connectionsMax: 1, statementTimeoutMs },
    // A store that answers slowly is no reason to give up what has been loaded.
    idleInTransactionTimeoutMs: statementTimeoutMs,
  })
  try {
    return await use(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function assertEmpty(sql: Sql, target: string): Promise<void> {
  const [row] = await sql<{ relations: number }[]>`
    select count(*)::int as relations from pg_class where relnamespace = 'public'::regnamespace`
  if (row?.relations !== 0) throw new AuraError('target_not_empty', { target })
}
