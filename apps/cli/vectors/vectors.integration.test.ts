import { fileURLToPath } from 'node:url'
import { hashEmbedder, seedIdentities } from '@aura-sign/identity'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { x } from 'tinyexec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
  await seedIdentities(database.sql, hashEmbedder(), { count: 300, seed: 'vectors', now: new Date() })
})
afterAll(() => database?.close())

async function aura(words: readonly string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, DATABASE_URL: database.url, ...environment }
  const { stdout, stderr, exitCode } = await x(process.execPath, [main, ...words], { nodeOptions: { env } })
  return { stdout, stderr, exitCode }
}

describe('./aura vectors check', () => {
  it('says what the index finds, and fails below the recall that is asked for and without an index', async () => {
    const json = await aura(['vectors', 'check', '--sample', '5', '--json'])
    expect([json.exitCode, JSON.parse(json.stdout)]).toEqual([
      0,
      expect.objectContaining({
        ok: true,
        rows: 300,
        sample: 5,
        configured: expect.objectContaining({ method: 'hnsw' }),
      }),
    ])
    const { sql } = database
    await sql`drop index embeddings_embedding_idx`
    await sql`
      create index embeddings_embedding_idx on embeddings using ivfflat (embedding vector_cosine_ops) with (lists = 60)`
    const low = await aura(['vectors', 'check', '--sample', '30'], { VECTOR_RECALL_MIN: '0.999' })
    expect([low.exitCode, low.stdout]).toEqual([1, expect.stringContaining('TOO LOW')])
    await sql`drop index embeddings_embedding_idx`
    const none = await aura(['vectors', 'check'])
    expect([none.exitCode, none.stdout]).toEqual([1, expect.stringContaining('there is no vector index')])
  })
})
