import { openPool } from '@aura-sign/postgres'

/** Runs a query on a connection of its own: a server that starts up or recovers accepts the connection and then refuses. */
export async function checkPostgres(url: string, options: { timeoutMs: number }): Promise<void> {
  const sql = openPool({
    url,
    applicationName: 'aura-wait',
    connectionsMax: 1,
    statementTimeoutMs: options.timeoutMs,
  })
  try {
    await sql`select 1`
  } finally {
    await sql.end({ timeout: 0 })
  }
}
