import { addressOf, insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteObsoleteEmbeddings } from './delete-obsolete-embeddings.ts'
import { embeddingKindOf } from './embedding-jobs.ts'
import { hashEmbedder } from './hash-embedder.ts'
import { storeEmbeddings } from './store-embeddings.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate job_workers, users cascade`)

const now = new Date('2026-01-03T00:00:00Z')
const dayMs = 24 * 60 * 60_000
const longModel = 'long'.repeat(40)
const remove = (signal?: AbortSignal) =>
  deleteObsoleteEmbeddings(database.sql, { model: 'present', now, ...(signal && { signal }) })

/** An identity with a vector of each of these models, computed so long ago. */
async function identity(number: number, ages: Readonly<Record<string, number>>): Promise<void> {
  const text = `statement ${number}`
  const userId = await insertUser(database.sql, { address: addressOf(number), statement: text })
  const [vector] = await hashEmbedder().embed([text])
  if (!vector) throw new Error('no vector')
  for (const [model, ageMs] of Object.entries(ages)) {
    const embeddings = [{ userId, text, vector }]
    await storeEmbeddings(database.sql, { model, embeddings, now: new Date(now.getTime() - ageMs) })
  }
}

async function workerOf(model: string, seenAt: Date): Promise<void> {
  await database.sql`
    insert into job_workers (id, name, kinds, started_at, seen_at, running)
    values (gen_random_uuid(), 'elsewhere', ${[embeddingKindOf(model)]}, ${seenAt}, ${seenAt}, 0)`
}

const models = async () =>
  (await database.sql<{ model: string }[]>`select model from embeddings order by model`).map(({ model }) => model)

describe('deleteObsoleteEmbeddings', () => {
  it('deletes what other models left, of whoever has had a vector of this one for a day', async () => {
    await identity(1, { former: 9 * dayMs, [longModel]: 9 * dayMs, present: dayMs + 1 })
    expect(await remove()).toBe(2)
    expect(await models()).toEqual(['present'])
  })

  it('keeps the only vector that an identity has, and what a change of model may be taken back to', async () => {
    await identity(1, { former: 9 * dayMs })
    await identity(2, { former: 9 * dayMs, present: dayMs })
    expect(await remove()).toBe(0)
    expect(await models()).toEqual(['former', 'former', 'present'])
  })

  it.each(['former', longModel])('keeps what a worker has beside this one: %s', async (model) => {
    await identity(1, { [model]: 9 * dayMs, present: 9 * dayMs })
    await workerOf(model, new Date(now.getTime() - 60_000))
    expect(await remove()).toBe(0)
    await database.sql`update job_workers set seen_at = ${new Date(now.getTime() - 60_001)}`
    expect(await remove()).toBe(1)
    expect(await models()).toEqual(['present'])
  })

  it('deletes nothing more once it is told to stop', async () => {
    await identity(1, { former: 9 * dayMs, present: 9 * dayMs })
    expect(await remove(AbortSignal.abort())).toBe(0)
    expect(await models()).toEqual(['former', 'present'])
  })
})
