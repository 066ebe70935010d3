import { AuraError, redactUrl } from '@aura-sign/core'
import postgres from 'postgres'

/** A pool of connections; every query method of postgres.js hangs off it. */
export type Sql = postgres.Sql
/** A connection inside a transaction; accepted wherever a query does not care. */
export type Transaction = postgres.TransactionSql
/** Anything that runs queries: the pool or one transaction of it. */
export type Queryable = Sql | Transaction

export interface PoolOptions {
  url: string
  /** Shown in pg_stat_activity. */
  applicationName: string
  connectionsMax?: number
  statementTimeoutMs?: number
}

/** Opens a lazy pool: no connection is made before the first query. Close it with `sql.end({ timeout })`. */
export function openPool(options: PoolOptions): Sql {
  return postgres(options.url, {
    max: options.connectionsMax ?? 10,
    connect_timeout: 5,
    idle_timeout: 60,
    max_lifetime: 30 * 60,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      idle_in_transaction_session_timeout: 30_000,
    },
  })
}

/** Throws `database_unreachable` unless the database answers a query. */
export async function assertReachable(sql: Sql): Promise<void> {
  try {
    await sql`select 1`
  } catch (cause) {
    throw new AuraError('database_unreachable', { address: addressOf(sql) }, { cause })
  }
}

function addressOf(sql: Sql): string {
  const { host, port, database } = sql.options
  return redactUrl(`${host[0]}:${port[0]}/${database}`)
}
