import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readProfile } from '../profile/read-profile.ts'
import { updateProfile } from '../profile/update-profile.ts'
import type { Embedder } from '../similarity/embedder.ts'
import { findSimilar } from '../similarity/find-similar.ts'
import { hashEmbedder } from '../similarity/hash-embedder.ts'
import { type SeedProgress, seedIdentities } from './seed-identities.ts'
import { syntheticIdentities } from './synthetic-identities.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate jobs, users cascade`)

const embedder = hashEmbedder()
const now = new Date('2026-01-01T00:00:00Z')
const seed = (count: number, options: { onProgress?: (progress: SeedProgress) => void; signal?: AbortSignal } = {}) =>
  seedIdentities(database.sql, embedder, { count, seed: 'test', now, ...options })
const counts = async () => {
  const [row] = await database.sql`
    select (select count(*)::int from users) as users, (select count(*)::int from wallets) as wallets,
      (select count(*)::int from embeddings) as embeddings`
  return row
}

describe('seedIdentities', () => {
  it('inserts identities with wallet and embedding, and reports progress to the end', async () => {
    const reports: SeedProgress[] = []
    await seed(230, { onProgress: (progress) => reports.push(progress) })
    expect(await counts()).toEqual({ users: 230, wallets: 230, embeddings: 230 })
    expect(reports).toEqual([
      { done: 100, total: 230, inserted: 100 },
      { done: 200, total: 230, inserted: 200 },
      { done: 230, total: 230, inserted: 230 },
    ])
  })

  it('inserts nothing the second time, and only the rest of a larger set', async () => {
    await seed(20)
    expect(await seed(20)).toEqual({ done: 20, total: 20, inserted: 0 })
    expect(await seed(30)).toEqual({ done: 30, total: 30, inserted: 10 })
    expect(await counts()).toEqual({ users: 30, wallets: 30, embeddings: 30 })
  })

  it('computes no embedding again', async () => {
    await seed(20)
    const asked: string[] = []
    const counting: Embedder = {
      ...embedder,
      async embed(texts) {
        asked.push(...texts)
        return await embedder.embed(texts)
      },
    }
    await seedIdentities(database.sql, counting, { count: 25, seed: 'test', now })
    expect(asked).toHaveLength(5)
  })

  it('keeps what an interrupted run has finished and goes on from there', async () => {
    const interrupt = new AbortController()
    const first = await seed(300, { signal: interrupt.signal, onProgress: () => interrupt.abort() })
    expect(first).toMatchObject({ done: 100, inserted: 100 })
    expect(await seed(300)).toMatchObject({ done: 300, inserted: 200 })
  })

  it('leaves a person alone who took over a synthetic identity', async () => {
    await seed(1)
    const [identity] = syntheticIdentities({ count: 1, seed: 'test' })
    const userId = identity?.userId ?? ''
    await updateProfile(database.sql, { userId, statement: 'a real person', now })
    await seed(1)
    const profile = await readProfile(database.sql, { userId, model: embedder.model, now: new Date() })
    expect(profile).toMatchObject({ statement: 'a real person', embedding: { state: 'pending' } })
  })

  it('makes identities that search finds by what they say', async () => {
    await seed(200)
    const [identity] = syntheticIdentities({ count: 1, seed: 'test' })
    const found = await findSimilar(database.sql, embedder, {
      query: { text: identity?.statement ?? '' },
      k: 1,
      now: new Date(),
    })
    expect(found).toMatchObject({ ok: true, results: [{ address: identity?.address }] })
    expect(found.ok && found.results[0]?.distance).toBeCloseTo(0, 5)
  })
})
