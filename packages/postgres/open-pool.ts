import { AuraError, redactUrl } from '@aura-sign/core'
import postgres from 'postgres'
import { observeQueries, type QueryObserver } from './observe-queries.ts'

/** A pool of connections; every query method of postgres.js hangs off it. */
export type Sql = postgres.Sql
/** A connection inside a transaction; accepted wherever a query does not care. */
export type Transaction = postgres.TransactionSql
/** One connection of the pool, kept until it is released. */
export type ReservedSql = postgres.ReservedSql
/** Anything that runs queries: the pool or one transaction of it. */
export type Queryable = Sql | Transaction

export interface PoolOptions {
  url: string
  /** Shown in pg_stat_activity. */
  applicationName: string
  connectionsMax?: number
  statementTimeoutMs?: number
  /** How long a transaction may wait for its client. */
  idleInTransactionTimeoutMs?: number
  /** Never ends a connection by itself: what is held by one, such as an advisory lock, is lost with it. */
  keepConnections?: true
  observer?: QueryObserver
  /** Folder of a Unix socket, which is used instead of the URL's host. */
  socketDirectory?: string
}

export const connectionsMaxDefault = 10
/** PostgreSQL, Appendix A: there is no such database. */
const invalidCatalogName = '3D000'

/** Opens a lazy pool: no connection is made before the first query. Close it with `sql.end({ timeout })`. */
export function openPool(options: PoolOptions): Sql {
  const sql = postgres(options.url, {
    ...(options.socketDirectory !== undefined && { host: options.socketDirectory }),
    max: options.connectionsMax ?? connectionsMaxDefault,
    connect_timeout: 5,
    ...(options.keepConnections ? { max_lifetime: null } : { idle_timeout: 60, max_lifetime: 30 * 60 }),
    backoff: reconnectDelaySeconds,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 30_000,
    },
  })
  return options.observer ? observeQueries(sql, options.observer) : sql
}

/**
 * The wait before a connection is tried again. By itself postgres.js waits up to twenty seconds, and counts the failures of all connections
 * of the pool together: a database that was away for a moment stayed away for ten seconds more.
 */
export function reconnectDelaySeconds(failures: number): number {
  return Math.min(0.02 * 2 ** failures, 1) * (0.5 + Math.random() / 2)
}

/** Throws `database_unreachable` unless the database answers a query; `database_missing` where only the server does. */
export async function assertReachable(sql: Sql): Promise<void> {
  try {
    await sql`select 1`
  } catch (cause) {
    const { host, port, database } = sql.options
    const address = `${host[0]}:${port[0]}`
    if (cause instanceof postgres.PostgresError && cause.code === invalidCatalogName) {
      throw new AuraError('database_missing', { address: redactUrl(address), database }, { cause })
    }
    throw new AuraError('database_unreachable', { address: redactUrl(`${address}/${database}`) }, { cause })
  }
}
