import { readVectorIndexes, vectorIndexName } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedIdentities } from '../seed/seed-identities.ts'
import { checkVectors } from './check-vectors.ts'
import { hashEmbedder } from './hash-embedder.ts'

const embedder = hashEmbedder()
const now = new Date('2026-01-01T00:00:00Z')
let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
  await seedIdentities(database.sql, embedder, { count: 300, seed: 'check', now })
})
afterAll(() => database?.close())

const check = (sample = 20) => checkVectors(database.sql, { model: embedder.model, sample, now })
const rebuild = async (definition: string) => {
  await database.sql.unsafe(`drop index if exists ${vectorIndexName}`)
  await database.sql.unsafe(`create index ${vectorIndexName} on embeddings using ${definition}`)
}

describe('checkVectors', () => {
  it('finds what a sound index finds, and says which one it is', async () => {
    const found = await check()
    expect(found).toMatchObject({
      rows: 300,
      sample: 20,
      index: { name: vectorIndexName, method: 'hnsw', precision: 'vector', parameters: { m: '16' } },
    })
    expect(found.recall).toBeGreaterThanOrEqual(0.95)
    expect(found.index?.sizeBytes).toBeGreaterThan(100_000)
  })

  it('measures the index itself where the planner would rather compare all', async () => {
    await rebuild('hnsw ((embedding::halfvec(384)) halfvec_cosine_ops)')
    const found = await check()
    expect([found.index?.precision, (found.recall ?? 0) >= 0.9]).toEqual(['halfvec', true])
  })

  it('sees an index that finds too little', async () => {
    // So few ways lead on from each vector that some are never reached.
    await rebuild('hnsw (embedding vector_cosine_ops) with (m = 2, ef_construction = 4)')
    const [index] = await readVectorIndexes(database.sql)
    expect(index).toMatchObject({ method: 'hnsw', parameters: { m: '2', ef_construction: '4' } })
    const found = await check()
    expect(found.recall).toBeLessThan(0.95)
  })

  it('has nothing to measure without an index, with a broken one, or without vectors', async () => {
    await rebuild('hnsw (embedding vector_cosine_ops)')
    await database.superuser`update pg_index set indisvalid = false where indexrelid = ${vectorIndexName}::regclass`
    expect(await check()).toMatchObject({ index: null, indexes: [{ valid: false }], recall: null })
    await database.sql.unsafe(`drop index ${vectorIndexName}`)
    expect(await check()).toMatchObject({ index: null, indexes: [], recall: null, sample: 0 })
    await rebuild('hnsw (embedding vector_cosine_ops)')
    const none = await checkVectors(database.sql, { model: 'nobody', sample: 5, now })
    expect(none).toMatchObject({ rows: 0, recall: null, index: { valid: true } })
  })
})
