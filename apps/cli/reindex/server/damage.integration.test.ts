import { fileURLToPath } from 'node:url'
import { findSimilar, hashEmbedder, seedIdentities } from '@aura-sign/identity'
import { vectorIndexName } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { x } from 'tinyexec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../main.ts', import.meta.url))
const embedder = hashEmbedder()
let database: TestDatabase
let name: string
beforeAll(async () => {
  database = await startTestDatabase()
  await seedIdentities(database.sql, embedder, { count: 2_000, seed: 'damage', now: new Date() })
  const [row] = await database.sql<{ name: string }[]>`select current_database() as name`
  name = row?.name ?? ''
})
afterAll(() => database?.close())

async function aura(...words: string[]) {
  const env = { ...process.env, DATABASE_URL: database.url }
  const { stdout, stderr, exitCode } = await x(process.execPath, [main, ...words], { nodeOptions: { env } })
  return { exitCode, stderr, stdout }
}
const check = async () => {
  const { exitCode, stdout } = await aura('vectors', 'check', '--json')
  return { exitCode, report: JSON.parse(stdout) }
}
const repair = () => aura('reindex', '--no-backup', '--json', `--confirm=${name}`)
const search = () => findSimilar(database.sql, embedder, { query: { text: 'ceramics' }, k: 10, now: new Date() })

describe('a damaged vector index', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['dropped', () => database.sql.unsafe(`drop index ${vectorIndexName}`), /there is no vector index/],
    [
      'marked as not valid',
      () => database.superuser`update pg_index set indisvalid = false where indexrelid = ${vectorIndexName}::regclass`,
      /is not valid/,
    ],
    [
      'built as ivfflat before there were rows',
      async () => {
        const { sql } = database
        await sql.begin(async (transaction) => {
          await transaction`create temporary table kept on commit drop as select * from embeddings`
          await transaction`truncate embeddings`
          await transaction.unsafe(`drop index ${vectorIndexName}`)
          await transaction.unsafe(
            `create index ${vectorIndexName} on embeddings using ivfflat (embedding vector_cosine_ops) with (lists = 2000)`,
          )
          await transaction`insert into embeddings select * from kept`
        })
        await sql`analyze embeddings`
      },
      /recall is below|another/,
    ],
  ])('that is %s is seen by the check and mended by one command', async (_, plant, finding) => {
    await plant()
    expect(await search()).toMatchObject({ ok: true, results: { length: 10 } })
    const { exitCode, report } = await check()
    expect([exitCode, report.verdict]).toEqual([1, 'rebuild'])
    expect(report.findings.join()).toMatch(finding)
    expect(await repair()).toMatchObject({ exitCode: 0 })
    expect(await check()).toMatchObject({ exitCode: 0, report: { verdict: 'ok' } })
  })

  it('whose vectors were replaced by those of another model is seen, and the same command has workers compute them again', async () => {
    await database.sql`update embeddings set model = 'other' where id in (select id from embeddings order by id limit 1000)`
    const { exitCode, report } = await check()
    expect([exitCode, report.verdict, report.foreign]).toEqual([1, 'degraded', 1000])
    const { exitCode: repaired, stdout } = await repair()
    expect([repaired, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ enqueued: 1000 })])
    const [jobs] = await database.sql<
      { count: number }[]
    >`select count(*)::int as count from jobs where state = 'queued'`
    expect(jobs?.count).toBe(1000)
  })
})
