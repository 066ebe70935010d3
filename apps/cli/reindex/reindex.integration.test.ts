import { fileURLToPath } from 'node:url'
import { hashEmbedder, seedIdentities } from '@aura-sign/identity'
import { readVectorIndexes, vectorIndexName } from '@aura-sign/postgres'
import { newIndexName, retiredIndexName } from '@aura-sign/recovery'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { x } from 'tinyexec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
let database: TestDatabase
let name: string
beforeAll(async () => {
  database = await startTestDatabase()
  await seedIdentities(database.sql, hashEmbedder(), { count: 400, seed: 'reindex', now: new Date() })
  const [row] = await database.sql<{ name: string }[]>`select current_database() as name`
  name = row?.name ?? ''
})
afterAll(() => database?.close())

async function reindex(...words: string[]) {
  const env = { ...process.env, DATABASE_URL: database.url }
  const all = ['reindex', '--no-backup', '--json', ...words]
  const { stdout, stderr, exitCode } = await x(process.execPath, [main, ...all], { nodeOptions: { env } })
  return { stdout, stderr, exitCode, result: stdout === '' ? null : JSON.parse(stdout) }
}
const confirmed = (...words: string[]) => reindex(`--confirm=${name}`, ...words)
const indexes = () => readVectorIndexes(database.sql)
const only = async () => {
  const found = await indexes()
  expect(found.map((index) => [index.name, index.valid])).toEqual([[vectorIndexName, true]])
  return found[0]
}

describe('./aura reindex', () => {
  it('says what it would do and changes nothing, on a dry run and without the name of the database', async () => {
    const before = await only()
    const dry = await reindex('--dry-run', '--precision', 'half', '--m', '8')
    expect([dry.exitCode, dry.result]).toEqual([
      0,
      expect.objectContaining({
        ...{ database: name, rows: 400, dimensions: 384, leftovers: [] },
        index: { method: 'hnsw', precision: 'halfvec', m: 8, efConstruction: 64 },
      }),
    ])
    const unconfirmed = await reindex()
    expect([unconfirmed.exitCode, unconfirmed.stderr]).toEqual([14, expect.stringContaining('--confirm')])
    expect((await only())?.oid).toBe(before?.oid)
  })

  it('puts a new index in the place of the old one, and says what both find', async () => {
    const before = await only()
    const { exitCode, result, stderr } = await confirmed()
    expect([exitCode, stderr.includes('"name":"swap","ok":true')]).toEqual([0, true])
    expect(result).toMatchObject({ ok: true, resumed: false })
    expect(result.recallAfter).toBeGreaterThanOrEqual(0.95)
    expect((await only())?.oid).not.toBe(before?.oid)
  })

  it('builds the kind that is asked for, offline too', async () => {
    expect((await confirmed('--precision', 'half', '--offline')).exitCode).toBe(0)
    expect(await only()).toMatchObject({ precision: 'halfvec' })
    expect((await confirmed('--force')).exitCode).toBe(0)
    expect(await only()).toMatchObject({ precision: 'vector' })
  })

  it('builds one where there is none, or none that is valid', async () => {
    await database.sql.unsafe(`drop index ${vectorIndexName}`)
    expect(await confirmed()).toMatchObject({ exitCode: 0, result: { recallBefore: null, sizeBytesBefore: null } })
    await only()
    await database.superuser`update pg_index set indisvalid = false where indexrelid = ${vectorIndexName}::regclass`
    expect(await confirmed()).toMatchObject({ exitCode: 0, result: { recallBefore: null } })
    await only()
  })

  it('refuses an index that finds less than what is there, and leaves that', async () => {
    const before = await only()
    const { exitCode, stderr } = await confirmed('--m', '2', '--ef-construction', '4', '--precision', 'half')
    expect([exitCode, stderr]).toEqual([
      14,
      expect.stringMatching(/finds 0\.\d+ of the ten nearest, which is less than/),
    ])
    expect((await only())?.oid).toBe(before?.oid)
  })

  it('goes on with what an interrupted rebuild had finished, and removes what it had not', async () => {
    const { sql, superuser } = database
    const build = (index: string) =>
      sql.unsafe(
        `create index ${index} on embeddings using hnsw (embedding vector_cosine_ops) with (m = 16, ef_construction = 64)`,
      )
    await build(newIndexName)
    await build(retiredIndexName)
    const finished = (await indexes()).find((index) => index.name === newIndexName)
    expect(await confirmed()).toMatchObject({ exitCode: 0, result: { resumed: true } })
    expect((await only())?.oid).toBe(finished?.oid)
    await build(newIndexName)
    await superuser`update pg_index set indisvalid = false where indexrelid = ${newIndexName}::regclass`
    expect(await confirmed()).toMatchObject({ exitCode: 0, result: { resumed: false } })
    await only()
  })

  it('leaves an index of another name alone', async () => {
    await database.sql.unsafe(
      'create index mine on embeddings using ivfflat (embedding vector_cosine_ops) with (lists = 1)',
    )
    await confirmed('--force')
    expect((await indexes()).map((index) => index.name).sort()).toEqual([vectorIndexName, 'mine'])
    await database.sql.unsafe('drop index mine')
  })

  it('refuses numbers that pgvector does not take', async () => {
    expect((await reindex('--m', '1')).exitCode).toBe(2)
    expect((await reindex('--m', '64')).stderr).toContain('VECTOR_INDEX_EF_CONSTRUCTION')
  })
})
