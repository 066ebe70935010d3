import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dumpArguments, insertArguments } from './dump/dump-arguments.ts'
import { findPgDump } from './dump/find-pg-dump.ts'
import { runDumpProgram } from './dump/run-dump-program.ts'
import { assertSchemaCurrent, knownMigrations, migrate, readSchemaState } from './migrate.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

/** What pg_dump says of a migrated, empty database; without its comments and settings, which name versions and times. */
async function dumpSchema(): Promise<string> {
  const text = Buffer.concat(await dump()).toString('utf8')
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('--') && !/^(SET|SELECT pg_catalog|\\(un)?restrict)/.test(line))
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}

async function dump(): Promise<Uint8Array[]> {
  const { embedded, url, sql } = database
  if (embedded) return await embedded.snapshot((snapshot) => Array.fromAsync(snapshot.dump()))
  const [server] = await sql`select current_setting('server_version_num')::int / 10000 as major`
  const program = await findPgDump({ major: server?.major })
  // As the embedded database writes its rows, so that one file serves both.
  const words = ['--no-password', ...dumpArguments, ...insertArguments]
  return await Array.fromAsync(runDumpProgram({ program, words, url, timeoutMs: 60_000 }))
}

describe('the schema', () => {
  it('is what packages/postgres/schema.sql says', async () => {
    await expect(await dumpSchema()).toMatchFileSnapshot('./schema.sql')
  })

  it('drifts visibly: a column that no migration made shows in the dump', async () => {
    await database.sql`alter table users add column planted text`
    expect(await dumpSchema()).toContain('planted text')
    await database.sql`alter table users drop column planted`
  })

  it('is current after the migrations, and migrating again does nothing', async () => {
    expect(await readSchemaState(database.sql)).toEqual({ state: 'current', version: knownMigrations().at(-1) })
    expect(await migrate(database.sql, { url: database.url })).toEqual([])
  })

  it('is refused when it is newer than this version knows', async () => {
    await database.sql`insert into schema_migrations (version) values ('20991231000000')`
    await expect(assertSchemaCurrent(database.sql)).rejects.toMatchObject({ code: 'schema_newer' })
    await expect(migrate(database.sql, { url: database.url })).rejects.toMatchObject({ code: 'schema_newer' })
    await database.sql`delete from schema_migrations where version = '20991231000000'`
  })

  it('is refused when a migration is missing, and migrating applies it', async () => {
    const last = knownMigrations().at(-1) ?? ''
    await database.sql`delete from schema_migrations where version = ${last}`
    await database.sql`drop table recovery_leases`
    await expect(assertSchemaCurrent(database.sql)).rejects.toMatchObject({ code: 'schema_behind' })
    expect(await migrate(database.sql, { url: database.url })).toEqual([last])
    await expect(assertSchemaCurrent(database.sql)).resolves.toBeUndefined()
  })
})
