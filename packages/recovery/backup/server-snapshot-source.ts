import { AuraError } from '@aura-sign/core'
import { assertReachable, dumpGlobals, dumpServer, findPgDump, isDatabaseLost, openPool } from '@aura-sign/postgres'
import type { SnapshotSource } from './snapshot-source.ts'

export interface ServerSnapshotOptions {
  url: string
  /** Path of the pg_dump to use; default: the one of the server's major version. */
  pgDump?: string
  /** How long to wait for a table that somebody has locked; default 1 min. */
  lockWaitMs?: number
  /** How long one backup may hold its snapshot; default 6 h. */
  timeoutMs?: number
}

const lockWaitMsDefault = 60_000
const timeoutMsDefault = 6 * 60 * 60_000
/** For pg_dump to end. */
const endMs = 60_000
const lockNotAvailable = '55P03'

/**
 * Snapshots of a database on a server: queries run in one read-only transaction, whose snapshot pg_dump takes over. Clients
 * go on meanwhile. Throws `database_unreachable`, `pg_dump_missing`, `pg_dump_version` and `dump_failed`.
 */
export function openServerSnapshotSource(options: ServerSnapshotOptions): SnapshotSource {
  const { url, pgDump, lockWaitMs = lockWaitMsDefault, timeoutMs = timeoutMsDefault } = options
  return {
    snapshot: async (use) => {
      const sql = openPool({
        url,
        applicationName: 'aura-backup',
        connectionsMax: 1,
        statementTimeoutMs: timeoutMs,
        // It waits for pg_dump, whose own bound says more when it is reached.
        idleInTransactionTimeoutMs: timeoutMs + endMs,
      })
      try {
        await assertReachable(sql)
        const [server] = await sql`select current_setting('server_version_num')::int / 10000 as major`
        const program = await findPgDump({
          major: server?.major,
          ...(pgDump !== undefined && { candidates: [pgDump] }),
        })
        const result = await sql.begin('isolation level repeatable read read only', async (transaction) => {
          await transaction`select set_config('lock_timeout', ${String(lockWaitMs)}, true)`
          const [exported] = await transaction`select pg_export_snapshot() as id`
          const snapshotId = String(exported?.id)
          const query = (text: string) => transaction.unsafe(text)
          const globals = () => dumpGlobals({ url, program, timeoutMs })
          const dump = () => dumpServer({ url, program, snapshotId, lockWaitMs, timeoutMs })
          // In an object: the driver would take an array of promises for queries to wait for.
          return { value: await use({ query, dump, server: { globals } }) }
        })
        return result.value
      } catch (error) {
        // A lost connection is told by the end of the transaction, whatever else failed of it first.
        throw explained(error)
      } finally {
        await sql.end({ timeout: 1 })
      }
    },
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AuraError) return error
  const isLocked = 'code' in error && error.code === lockNotAvailable
  if (!isLocked && !isDatabaseLost(error)) return error
  return new AuraError('dump_failed', { detail: error.message }, { cause: error })
}
