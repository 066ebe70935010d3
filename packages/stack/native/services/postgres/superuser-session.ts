import { openPool, type Sql } from '@aura-sign/postgres'
import type { ServiceContext } from '../../service.ts'

const statementTimeoutMs = 30_000
const closeTimeoutSeconds = 1

/** Runs `work` on one connection of the superuser to a database of the stack's cluster. */
export async function superuserSession<Result>(
  { ports, secrets }: ServiceContext,
  database: string,
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  const url = `postgres://postgres:${encodeURIComponent(secrets.superuserPassword)}@127.0.0.1:${ports.POSTGRES_PORT}/${database}`
  const sql = openPool({ url, applicationName: 'aura stack', connectionsMax: 1, statementTimeoutMs })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: closeTimeoutSeconds })
  }
}
