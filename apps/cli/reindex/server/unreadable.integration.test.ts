import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findSimilar, hashEmbedder, seedIdentities, unreadableIndex } from '@aura-sign/identity'
import { openPool, type Sql, vectorIndexName } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { x } from 'tinyexec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../main.ts', import.meta.url))
const embedder = hashEmbedder()
const copy = 'aura_damaged_copy'
let original: TestDatabase
let server: Sql
let sql: Sql
let url: string
beforeAll(async () => {
  original = await startTestDatabase()
  await seedIdentities(original.sql, embedder, { count: 2_000, seed: 'unreadable', now: new Date() })
  const [place] = await original.superuser<{ name: string; directory: string; path: string; size: number }[]>`
    select current_database() as name, current_setting('data_directory') as directory,
      pg_relation_filepath(${vectorIndexName}) as path, pg_relation_size(${vectorIndexName}::regclass)::float8 as size`
  if (!place) throw new Error('no index')
  const superuserUrl = new URL(process.env.AURA_TEST_POSTGRES_SUPERUSER_URL ?? '')
  server = openPool({ url: superuserUrl.href, applicationName: 'test-server', connectionsMax: 1 })
  await server`
    select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = ${place.name}`
  // Copied as files: Postgres has no page of the copy in memory, and has to read what the disk has.
  const owner = decodeURIComponent(new URL(original.url).username)
  await server.unsafe(`create database ${copy} owner ${owner} template ${place.name} strategy file_copy`)
  const [made] = await server<{ oid: number }[]>`select oid from pg_database where datname = ${copy}`
  const file = await open(join(place.directory, 'base', String(made?.oid), place.path.split('/').at(-1) ?? ''), 'r+')
  await file.write(randomBytes(place.size), 0, place.size, 0)
  await file.close()
  url = Object.assign(new URL(original.url), { pathname: `/${copy}` }).href
  sql = openPool({ url, applicationName: 'test' })
})
afterAll(async () => {
  await sql?.end({ timeout: 1 })
  await server?.unsafe(`drop database if exists ${copy} with (force)`)
  await server?.end({ timeout: 1 })
  await original?.close()
})

const search = () => findSimilar(sql, embedder, { query: { text: 'ceramics' }, k: 10, now: new Date() })
async function aura(...words: string[]) {
  const env = { ...process.env, DATABASE_URL: url }
  const { stdout, stderr, exitCode } = await x(process.execPath, [main, ...words], { nodeOptions: { env } })
  return { exitCode, stderr, stdout }
}

describe('a vector index whose file is damaged', () => {
  it('is searched no more, but all vectors compared; the check names it, and one command mends it', async () => {
    expect(await search()).toMatchObject({ ok: true, index: 'exact', results: { length: 10 } })
    expect(unreadableIndex(sql)).toMatch(/invalid page|checksum/)
    const seen = await aura('vectors', 'check', '--json')
    expect([seen.exitCode, JSON.parse(seen.stdout)]).toEqual([
      1,
      expect.objectContaining({ verdict: 'rebuild', index: null, unreadable: expect.stringMatching(/invalid page/) }),
    ])
    const mended = await aura('reindex', '--no-backup', '--json', `--confirm=${copy}`)
    expect([mended.exitCode, mended.stderr]).toEqual([0, expect.stringContaining('"name":"analyze","ok":true')])
    expect(JSON.parse((await aura('vectors', 'check', '--json')).stdout)).toMatchObject({
      verdict: 'ok',
      unreadable: null,
    })
    await search()
    expect(unreadableIndex(sql)).toBeNull()
  })
})
