import { AuraError, redactUrl } from '@aura-sign/core'
import { openPool, type ReservedSql } from '@aura-sign/postgres'

/** What is known of a server before anything is done there. */
export interface ServerFacts {
  systemIdentifier: string
  major: number
  user: string
  isSuperuser: boolean
  mayCreateDatabases: boolean
  isStandby: boolean
  sharedBuffersBytes: number
  maintenanceMemoryBytes: number
  parallelWorkers: number
}

/** One session beside the databases that are restored, for as long as a restore takes. */
export interface ServerSession extends AsyncDisposable {
  readonly url: string
  /** Name of the database in use, or of the one that is to be. */
  readonly database: string
  /** Without credentials. */
  readonly location: string
  readonly facts: ServerFacts
  /** That one session: a lock that it takes is held until it ends, and what it runs it runs under that lock. */
  readonly sql: ReservedSql
}

/** Every server has it, nobody keeps anything in it, and a database cannot be renamed from within. */
const maintenanceDatabase = 'postgres'
// Making and removing databases copies and deletes files.
const statementTimeoutMs = 30 * 60_000

/** Opens a session on the server of `url`; throws `restore_server_unreachable`. */
export async function openServerSession({ url }: { url: string }): Promise<ServerSession> {
  const pool = openPool({
    ...{ url: databaseUrl(url, maintenanceDatabase), applicationName: 'aura-restore', statementTimeoutMs },
    connectionsMax: 1,
  })
  try {
    const sql = await pool.reserve()
    const facts = await readFacts(sql)
    return {
      ...{ url, sql, facts, database: decodeURIComponent(new URL(url).pathname.slice(1)) },
      location: locationOf(url),
      [Symbol.asyncDispose]: async () => {
        sql.release()
        await pool.end({ timeout: 5 })
      },
    }
  } catch (cause) {
    await pool.end({ timeout: 1 })
    const detail = redactUrl(cause instanceof Error ? cause.message : String(cause))
    throw new AuraError('restore_server_unreachable', { detail }, { cause })
  }
}

/** The URL of another database of the same server. */
export function databaseUrl(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${encodeURIComponent(database)}` }).href
}

async function readFacts(sql: ReservedSql): Promise<ServerFacts> {
  const [row] = await sql<ServerFacts[]>`
    select (select system_identifier::text from pg_control_system()) as "systemIdentifier",
      current_setting('server_version_num')::int / 10000 as major, current_user::text as user,
      rolsuper as "isSuperuser", rolsuper or rolcreatedb as "mayCreateDatabases", pg_is_in_recovery() as "isStandby",
      pg_size_bytes(current_setting('shared_buffers'))::float8 as "sharedBuffersBytes",
      pg_size_bytes(current_setting('maintenance_work_mem'))::float8 as "maintenanceMemoryBytes",
      current_setting('max_parallel_maintenance_workers')::int as "parallelWorkers"
    from pg_roles where rolname = current_user`
  if (!row) throw new Error('the server does not say who is connected')
  return row
}

function locationOf(url: string): string {
  const { hostname, port } = new URL(url)
  return `postgresql://${hostname}:${port || '5432'}`
}
