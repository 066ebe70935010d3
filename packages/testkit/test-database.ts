import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openPool, type Sql } from '@aura-sign/postgres'
import { type EmbeddedDatabase, openEmbeddedDatabase } from '@aura-sign/stack'

/** A migrated database of its own for one test file. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string
  readonly sql: Sql
  readonly database: EmbeddedDatabase
  readonly directory: string
  close(): Promise<void>
}

/** Starts an empty migrated database: a copy of the template that the test run made once. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const root = await mkdtemp(join(tmpdir(), 'aura-test-'))
  const directory = join(root, 'database')
  const template = process.env.AURA_TEST_TEMPLATE
  if (template) await cp(template, directory, { recursive: true })
  const database = await openEmbeddedDatabase({ directory, port: 0, password: 'test' })
  const sql = openPool({ url: database.url, applicationName: 'test' })
  if (!template) await migrate(sql, { url: database.url })
  const close = async () => {
    await sql.end({ timeout: 1 })
    await database.close()
    await rm(root, { recursive: true, force: true })
  }
  return { url: database.url, sql, database, directory, close, [Symbol.asyncDispose]: close }
}

/** Makes the template: a migrated database directory that is closed. */
export async function createTemplateDatabase(directory: string): Promise<void> {
  await using database = await openEmbeddedDatabase({ directory, port: 0, password: 'test' })
  const sql = openPool({ url: database.url, applicationName: 'test' })
  await migrate(sql, { url: database.url })
  await sql.end({ timeout: 1 })
}
