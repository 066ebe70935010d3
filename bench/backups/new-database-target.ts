import { openPool, type Sql } from '../../packages/postgres/index.ts'
import type { RestoreTarget } from '../../packages/recovery/index.ts'

/** A database that a restore makes on a server, and that nothing is promoted to. */
export async function newDatabaseTarget(url: string): Promise<RestoreTarget> {
  const name = new URL(url).pathname.slice(1)
  const adminUrl = Object.assign(new URL(url), { pathname: 'postgres' }).href
  const onServer = async <T>(use: (sql: Sql) => PromiseLike<T>): Promise<T> => {
    const sql = openPool({ url: adminUrl, applicationName: 'bench', connectionsMax: 1 })
    try {
      return await use(sql)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
  const [server] = await onServer((sql) => sql`select current_setting('server_version_num')::int / 10000 as major`)
  const nothing = { [Symbol.asyncDispose]: async () => undefined }
  return {
    ...{ name, location: new URL(url).host, postgresMajor: Number(server?.major), replaces: null },
    inspect: async () => ({ state: 'empty' }),
    lock: async () => nothing,
    prepare: async () => void (await onServer((sql) => sql`create database ${sql(name)}`)),
    open: async () => ({ url, ...nothing }),
    markVerified: async () => undefined,
    promote: async () => undefined,
    discard: async () => void (await onServer((sql) => sql`drop database if exists ${sql(name)} with (force)`)),
  }
}
