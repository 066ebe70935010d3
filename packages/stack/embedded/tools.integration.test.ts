import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openPool } from '@aura-sign/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmbeddedDatabase } from './embedded-database.ts'
import { openEmbeddedDatabase } from './open-embedded-database.ts'
import { runPsql } from './testing/open-test-database.ts'

let root = ''
let database: EmbeddedDatabase
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aura-tools-'))
  database = await openEmbeddedDatabase({ directory: join(root, 'database'), port: 0, password: 'test' })
})
afterAll(async () => {
  await database.close()
  await rm(root, { recursive: true, force: true })
})

describe('tools for Postgres', () => {
  it('dbmate migrates, beside a pool that is in use', async () => {
    const sql = openPool({ url: database.url, applicationName: 'test', connectionsMax: 2 })
    const busy = Promise.all(Array.from({ length: 50 }, (_, index) => sql`select ${index}::int as value`))
    await migrate(sql, { url: database.url })
    expect((await busy).map(([row]) => row?.value)).toEqual(Array.from({ length: 50 }, (_, index) => index))
    expect(await sql`select count(*)::int > 0 as migrated from schema_migrations`).toEqual([{ migrated: true }])
    await sql.end()
  })

  it.each([
    ['\\d', 'embeddings|table|admin'],
    ['\\d embeddings', 'embedding|vector(384)'],
    ['\\dx', 'vector|'],
    ['\\du', 'admin|Superuser'],
    ['\\conninfo', 'database "aura" as user "admin"'],
  ])('psql answers %s', async (command, expected) => {
    const { stdout, stderr } = await runPsql(database.url, [command])
    expect([stdout, stderr]).toEqual([expect.stringContaining(expected), ''])
  })
})
