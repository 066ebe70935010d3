import { claimJobs, enqueueJob } from '@aura-sign/jobs'
import { addressOf, insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateProfile } from '../profile/update-profile.ts'
import { embeddingJobKind } from './embedding-jobs.ts'
import { enqueueMissingEmbeddings } from './enqueue-missing-embeddings.ts'
import { hashEmbedder } from './hash-embedder.ts'
import { storeEmbeddings } from './store-embeddings.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate jobs, users cascade`)

const { model, embed } = hashEmbedder()
const now = new Date('2026-01-01T00:00:00Z')
const enqueue = (options: { model?: string; usersPerBatch?: number; signal?: AbortSignal } = {}) =>
  enqueueMissingEmbeddings(database.sql, { model, now: () => now, ...options })
const insert = (number: number, statement?: string) =>
  insertUser(database.sql, { address: addressOf(number), ...(statement && { statement }) })

async function store(userId: string, statement: string): Promise<void> {
  const [vector] = await embed([statement])
  if (!vector) throw new Error('no vector')
  await storeEmbeddings(database.sql, { model, embeddings: [{ userId, text: statement, vector }], now })
}

async function queuedUsers(): Promise<string[]> {
  const rows = await database.sql<{ userId: string }[]>`
    select payload->>'userId' as "userId" from jobs where starts_with(kind, ${embeddingJobKind}) and state = 'queued'`
  return rows.map((row) => row.userId).sort()
}

describe('enqueueMissingEmbeddings', () => {
  it('queues the statements without a current vector of the model, and nobody else', async () => {
    const missing = await insert(1, 'never embedded')
    const stale = await insert(2, 'before')
    await store(stale, 'before')
    await database.sql`update users set statement = 'after' where id = ${stale}`
    await store(await insert(3, 'embedded'), 'embedded')
    await insert(4)
    expect(await enqueue()).toBe(2)
    expect(await queuedUsers()).toEqual([missing, stale].sort())
  })

  it('queues every statement once for another model, in batches, and nothing the second time', async () => {
    const userIds: string[] = []
    for (let number = 1; number <= 7; number += 1) {
      const userId = await insert(number, `statement ${number}`)
      await store(userId, `statement ${number}`)
      userIds.push(userId)
    }
    expect(await enqueue()).toBe(0)
    expect(await enqueue({ model: 'other', usersPerBatch: 3 })).toBe(7)
    expect(await queuedUsers()).toEqual(userIds.sort())
    expect(await enqueue({ model: 'other' })).toBe(0)
    expect(await queuedUsers()).toHaveLength(7)
  })

  it('leaves jobs that run, or wait for their next attempt, as they are', async () => {
    const running = await insert(1, 'running')
    const waiting = await insert(2, 'waiting')
    const queue = (userId: string) =>
      enqueueJob(database.sql, { kind: embeddingJobKind, payload: { userId }, uniqueKey: userId, now })
    await queue(running)
    await claimJobs(database.sql, { kinds: [embeddingJobKind], batchSizeMax: 1, leaseMs: 1_000, now })
    await queue(waiting)
    await database.sql`update jobs set attempts = 3 where unique_key = ${waiting}`
    const before = await database.sql`select * from jobs order by id`
    expect(await enqueue()).toBe(0)
    expect(await database.sql`select * from jobs order by id`).toEqual(before)
  })

  it('leaves alone for six hours what has died for its model, and nothing that died for another', async () => {
    const userId = await insert(1, 'refused')
    expect(await enqueue()).toBe(1)
    await database.sql`update jobs set state = 'failed', finished_at = ${new Date(now.getTime() - 5 * 3_600_000)}`
    expect(await enqueue()).toBe(0)
    expect(await enqueue({ model: 'other' })).toBe(1)
    await database.sql`update jobs set finished_at = ${new Date(now.getTime() - 6 * 3_600_000)} where state = 'failed'`
    expect(await enqueue()).toBe(1)
    expect(await queuedUsers()).toEqual([userId, userId])
  })

  it('queues anew what died as a job for any model: the one that refused it may be another', async () => {
    const userId = await insert(1, 'refused')
    await enqueueJob(database.sql, { kind: embeddingJobKind, payload: { userId }, uniqueKey: userId, now })
    await database.sql`update jobs set state = 'failed', finished_at = ${now}`
    expect(await enqueue()).toBe(1)
  })

  it('lets a statement that is saved now go first', async () => {
    await insert(1, 'old')
    const saved = await insert(2)
    await enqueue()
    await updateProfile(database.sql, { userId: saved, statement: 'new', now })
    const [first] = await claimJobs(database.sql, { kinds: [embeddingJobKind], batchSizeMax: 1, leaseMs: 1_000, now })
    expect(first?.payload).toEqual({ userId: saved })
  })

  it('queues nothing more once it is told to stop', async () => {
    await insert(1, 'text')
    expect(await enqueue({ signal: AbortSignal.abort() })).toBe(0)
  })
})
