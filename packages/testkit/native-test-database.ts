import { randomUUID } from 'node:crypto'
import { migrate, openPool, type Sql } from '@aura-sign/postgres'
import type { TestDatabase } from './test-database.ts'

/** Name of the template; one cluster serves one run. */
const template = 'aura_test_template'

/** A test database on the server that the native test run started. */
export async function startNativeTestDatabase(): Promise<TestDatabase> {
  const [adminUrl, superuserUrl] = [variable('AURA_TEST_POSTGRES_URL'), variable('AURA_TEST_POSTGRES_SUPERUSER_URL')]
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withSession(adminUrl, (admin) => admin`create database ${admin(name)} template ${admin(template)}`)
  const url = withDatabase(adminUrl, name)
  const sql = openPool({ url, applicationName: 'test' })
  const superuser = openPool({ url: withDatabase(superuserUrl, name), applicationName: 'test-superuser' })
  const close = async () => {
    await Promise.all([sql.end({ timeout: 1 }), superuser.end({ timeout: 1 })])
    // As the superuser: whoever a test left connected may be one too, and only its like may end those.
    await withSession(superuserUrl, (session) => session`drop database if exists ${session(name)} with (force)`)
  }
  return { url, sql, superuser, embedded: null, close, [Symbol.asyncDispose]: close }
}

/**
 * Makes the migrated database that all others are copies of. Copying takes a template that nobody is connected to, and
 * from here on nobody can connect: any number of copies may be made at the same time.
 */
export async function createNativeTemplate(options: { adminUrl: string; superuserUrl: string }): Promise<void> {
  await withSession(options.adminUrl, (admin) => admin`create database ${admin(template)}`)
  const url = withDatabase(options.adminUrl, template)
  await withSession(url, (sql) => migrate(sql, { url }))
  await withSession(
    options.superuserUrl,
    (superuser) => superuser`alter database ${superuser(template)} with is_template true allow_connections false`,
  )
}

async function withSession<T>(url: string, use: (sql: Sql) => PromiseLike<T>): Promise<T> {
  const sql = openPool({ url, applicationName: 'testkit', connectionsMax: 1 })
  try {
    return await use(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

function variable(name: string): string {
  const value = process.env[name]
  if (value) return value
  throw new Error(`${name} is not set: run these tests in the project integration-native, which starts the services`)
}
