import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimJobs } from './claim-jobs.ts'
import { completeJobs } from './complete-jobs.ts'
import { enqueueJob } from './enqueue-job.ts'
import { readJob } from './read-job.ts'
import { returnJobs } from './return-jobs.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`delete from jobs`)

const now = new Date('2026-01-01T00:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
const claim = (at: Date, batchSizeMax = 10) =>
  claimJobs(database.sql, { kinds: ['mail'], batchSizeMax, leaseMs: 30_000, now: at })

describe('enqueueJob', () => {
  it('queues nothing when the transaction around it rolls back', async () => {
    const { sql } = database
    let jobId = ''
    const rolledBack = sql.begin(async (transaction) => {
      ;({ jobId } = await enqueueJob(transaction, { kind: 'mail', payload: {}, now }))
      throw new Error('changed my mind')
    })
    await expect(rolledBack).rejects.toThrow('changed my mind')
    expect(jobId).not.toBe('')
    expect(await readJob(sql, jobId)).toBeNull()
  })

  it.each([{ text: 'ünïcode "quoted" \\ {}' }, [1, null, false], 'text', 7, null])(
    'hands over %j as it is',
    async (payload) => {
      await enqueueJob(database.sql, { kind: 'mail', payload, now })
      expect((await claim(now))[0]?.payload).toEqual(payload)
    },
  )

  it('refuses a payload over 16 KiB', async () => {
    const queued = enqueueJob(database.sql, { kind: 'mail', payload: 'x'.repeat(20_000), now })
    await expect(queued).rejects.toMatchObject({ code: 'job_payload_too_large' })
  })

  it('runs higher priority first, then what was due first, and nothing before its time', async () => {
    const enqueue = (payload: string, priority: number, runAt: Date) =>
      enqueueJob(database.sql, { kind: 'mail', payload, priority, runAt, now })
    await enqueue('second', 0, later(1))
    await enqueue('third', 0, later(2))
    await enqueue('first', 5, later(2))
    await enqueue('not yet', 9, later(60))
    const [first] = await claim(later(2), 1)
    const others = await claim(later(2))
    expect([first, ...others].map((job) => job?.payload)).toEqual(['first', 'second', 'third'])
  })

  it('leaves kinds without a handler for others', async () => {
    await enqueueJob(database.sql, { kind: 'other', payload: {}, now })
    expect(await claim(now)).toEqual([])
  })
})

describe('a unique key', () => {
  const enqueue = (payload: string, runAt = now, uniqueKey = 'key') =>
    enqueueJob(database.sql, { kind: 'mail', payload, uniqueKey, runAt, now })

  it('folds a request into the queued job: newer payload, earlier time', async () => {
    const first = await enqueue('old', later(60))
    const second = await enqueue('new', later(90))
    expect(second.jobId).toBe(first.jobId)
    expect(await claim(later(60))).toMatchObject([{ jobId: first.jobId, payload: 'new' }])
  })

  it('brings forward a job that waits for its retry, with all its attempts', async () => {
    await enqueue('old')
    const [job] = await claim(now)
    if (!job) throw new Error('nothing claimed')
    await returnJobs(database.sql, { jobs: [{ ...job, runAt: later(900), error: 'broken' }], now })
    await enqueue('new')
    expect(await claim(now)).toMatchObject([{ jobId: job.jobId, payload: 'new', attempts: 1 }])
  })

  it('folds neither other keys nor other kinds', async () => {
    await enqueue('a')
    await enqueue('b', now, 'other key')
    await enqueueJob(database.sql, { kind: 'other', payload: {}, uniqueKey: 'key', now })
    expect(await claim(now)).toHaveLength(2)
  })

  it('makes a request during a run wait for its end, so two of a key never run together', async () => {
    const { jobId } = await enqueue('first')
    const running = await claim(now)
    const second = await enqueue('second')
    expect(second.jobId).not.toBe(jobId)
    expect(await claim(now)).toEqual([])
    await completeJobs(database.sql, { jobs: running, now })
    expect(await claim(now)).toMatchObject([{ jobId: second.jobId }])
  })

  it('cancels a failed attempt whose successor is already waiting', async () => {
    const { jobId } = await enqueue('first')
    const [job] = await claim(now)
    if (!job) throw new Error('nothing claimed')
    await enqueue('second')
    const states = await returnJobs(database.sql, { jobs: [{ ...job, runAt: now, error: 'broken' }], now })
    expect(states.get(jobId)?.state).toBe('cancelled')
    expect(await claim(now)).toMatchObject([{ payload: 'second' }])
  })

  it('gives one job to fifty requests at once', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => enqueue('same')))
    expect(new Set(ids.map(({ jobId }) => jobId)).size).toBe(1)
    expect(await claim(now)).toHaveLength(1)
  })
})
