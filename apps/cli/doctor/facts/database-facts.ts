import type { Clock } from '@aura-sign/core'
import {
  openPool,
  readSchemaState,
  readVectorIndexes,
  readWalArchive,
  type SchemaState,
  type Sql,
  type VectorIndexState,
  type WalArchiveState,
} from '@aura-sign/postgres'

export interface DatabaseFacts {
  /** `server_version_num`, such as 150014. */
  readonly versionNumber: number
  /** What its clock is ahead of ours, in milliseconds. */
  readonly aheadMs: number
  readonly schema: SchemaState
  readonly pgvector: { readonly installed: string | null; readonly available: string | null }
  /** Those over the embeddings; none before there is a schema. */
  readonly vectorIndexes: readonly VectorIndexState[]
  readonly dataChecksums: boolean
  readonly fsync: boolean
  /** Null where no WAL is to be archived. */
  readonly walArchive: WalArchiveState | null
  readonly connections: { readonly max: number; readonly reserved: number }
  /** Version of the operating system's collations when the database was made, and now; null where not recorded. */
  readonly collation: { readonly recorded: string | null; readonly actual: string | null }
}

interface SettingsRow {
  version_number: number
  data_checksums: boolean
  fsync: boolean
  connections_max: number
  connections_reserved: number
}

interface VectorRow {
  installed: string | null
  available: string | null
}

const collationsFrom = 150_000

/** What the database says of itself; throws when it cannot be reached. */
export async function readDatabaseFacts(url: string, options: { clock: Clock }): Promise<DatabaseFacts> {
  const sql = openPool({ url, applicationName: 'aura-doctor', connectionsMax: 1, statementTimeoutMs: 5_000 })
  try {
    const [settings] = await sql<SettingsRow[]>`
      select current_setting('server_version_num')::int as version_number,
        current_setting('data_checksums')::boolean as data_checksums, current_setting('fsync')::boolean as fsync,
        current_setting('max_connections')::int as connections_max,
        current_setting('superuser_reserved_connections')::int as connections_reserved`
    const [pgvector] = await sql<VectorRow[]>`
      select (select extversion from pg_extension where extname = 'vector') as installed,
        (select default_version from pg_available_extensions where name = 'vector') as available`
    if (!settings || !pgvector) throw new Error('the database does not show its settings')
    const schema = await readSchemaState(sql)
    return {
      versionNumber: settings.version_number,
      aheadMs: await readAhead(sql, options.clock),
      schema,
      pgvector: { installed: pgvector.installed, available: pgvector.available },
      vectorIndexes: schema.state === 'behind' ? [] : await readVectorIndexes(sql),
      dataChecksums: settings.data_checksums,
      fsync: settings.fsync,
      walArchive: await readWalArchive(sql),
      connections: { max: settings.connections_max, reserved: settings.connections_reserved },
      collation: await readCollation(sql, settings.version_number),
    }
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function readAhead(sql: Sql, clock: Clock): Promise<number> {
  const sentMs = clock.now().getTime()
  const [row] = await sql<{ ms: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`
  return (row?.ms ?? Number.NaN) - (sentMs + clock.now().getTime()) / 2
}

/** Postgres records the version from 15 on (PostgreSQL documentation, pg_database.datcollversion). */
async function readCollation(sql: Sql, versionNumber: number): Promise<DatabaseFacts['collation']> {
  if (versionNumber < collationsFrom) return { recorded: null, actual: null }
  const [row] = await sql<{ recorded: string | null; actual: string | null }[]>`
    select datcollversion as recorded, pg_database_collation_actual_version(oid) as actual
    from pg_database where datname = current_database()`
  return row ?? { recorded: null, actual: null }
}
