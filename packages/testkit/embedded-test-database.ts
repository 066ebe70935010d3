import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openPool } from '@aura-sign/postgres'
import { type EmbeddedDatabase, openEmbeddedDatabase } from '@aura-sign/stack'
import type { TestDatabase } from './test-database.ts'

export interface EmbeddedTestDatabase extends TestDatabase {
  readonly embedded: EmbeddedDatabase
  readonly directory: string
}

/** A test database that is the embedded one, whatever the run is about. */
export async function startEmbeddedTestDatabase(): Promise<EmbeddedTestDatabase> {
  const root = await mkdtemp(join(tmpdir(), 'aura-test-'))
  const directory = join(root, 'database')
  const template = process.env.AURA_TEST_TEMPLATE
  if (template) await cp(template, directory, { recursive: true })
  const embedded = await openEmbeddedDatabase({ directory, port: 0, password: 'test' })
  const sql = openPool({ url: embedded.url, applicationName: 'test' })
  if (!template) await migrate(sql, { url: embedded.url })
  const close = async () => {
    await sql.end({ timeout: 1 })
    await embedded.close()
    await rm(root, { recursive: true, force: true })
  }
  // Its one role may do everything.
  return { url: embedded.url, sql, superuser: sql, embedded, directory, close, [Symbol.asyncDispose]: close }
}

/** Makes the template: a migrated database directory that is closed. */
export async function createEmbeddedTemplate(directory: string): Promise<void> {
  await using database = await openEmbeddedDatabase({ directory, port: 0, password: 'test' })
  const sql = openPool({ url: database.url, applicationName: 'test' })
  await migrate(sql, { url: database.url })
  await sql.end({ timeout: 1 })
}
