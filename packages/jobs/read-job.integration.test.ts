import { newId } from '@aura-sign/core'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimJobs } from './claim-jobs.ts'
import { completeJobs } from './complete-jobs.ts'
import { countJobs } from './count-jobs.ts'
import { enqueueJob } from './enqueue-job.ts'
import { readJob, readLatestJob } from './read-job.ts'
import { returnJobs } from './return-jobs.ts'
import { deleteFinishedJobs } from './sweep-jobs.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`delete from jobs`)

const start = new Date('2026-01-01T00:00:00Z')
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000)

async function run(outcome: 'done' | 'failed', now: Date): Promise<string> {
  const { sql } = database
  await enqueueJob(sql, { kind: outcome, payload: {}, attemptsMax: 1, now })
  const [job] = await claimJobs(sql, { kinds: [outcome], batchSizeMax: 1, leaseMs: 1_000, now })
  if (!job) throw new Error('nothing claimed')
  if (outcome === 'done') await completeJobs(sql, { jobs: [job], now })
  else await returnJobs(sql, { jobs: [{ ...job, runAt: now, error: 'broken' }], now })
  return job.jobId
}

describe('readJob', () => {
  it('tells what became of a job', async () => {
    const { jobId } = await enqueueJob(database.sql, { kind: 'mail', payload: {}, runAt: after(5), now: start })
    expect(await readJob(database.sql, jobId)).toEqual({
      jobId,
      kind: 'mail',
      state: 'queued',
      attempts: 0,
      attemptsMax: 10,
      createdAt: start,
      runAt: after(5),
      finishedAt: null,
      result: null,
      error: null,
    })
  })

  it.each([newId(), '', 'nonsense', "' or true --"])('is null for an id that is none: %j', async (jobId) => {
    expect(await readJob(database.sql, jobId)).toBeNull()
  })
})

describe('readLatestJob', () => {
  const read = () => readLatestJob(database.sql, { kind: 'done', uniqueKey: 'key' })

  it('is null for a key that nothing was queued for', async () => {
    expect(await read()).toBeNull()
  })

  it('prefers the job that is queued, then the newest', async () => {
    const { sql } = database
    const queued = await enqueueJob(sql, { kind: 'done', payload: {}, uniqueKey: 'key', runAt: after(60), now: start })
    const first = await run('done', start)
    const second = await run('done', start)
    // Ids of the same millisecond are in no order.
    const newest = [first, second].sort().at(-1)
    await sql`update jobs set unique_key = 'key'`
    expect((await read())?.jobId).toBe(queued.jobId)
    await sql`delete from jobs where id = ${queued.jobId}`
    expect((await read())?.jobId).toBe(newest)
  })
})

describe('countJobs', () => {
  it('is zero without jobs', async () => {
    const counts = await countJobs(database.sql, { now: start })
    expect(counts).toEqual({ queued: 0, due: 0, running: 0, failed: 0, oldestDueAgeSeconds: null })
  })

  it('knows no age of jobs that are not due yet', async () => {
    await enqueueJob(database.sql, { kind: 'mail', payload: {}, runAt: after(60), now: start })
    expect(await countJobs(database.sql, { now: start })).toMatchObject({
      queued: 1,
      due: 0,
      oldestDueAgeSeconds: null,
    })
  })

  it('counts what waits, runs and failed, and how long the oldest due job has waited', async () => {
    const { sql } = database
    await run('done', start)
    await run('failed', start)
    await enqueueJob(sql, { kind: 'running', payload: {}, now: start })
    await claimJobs(sql, { kinds: ['running'], batchSizeMax: 1, leaseMs: 1_000, now: start })
    await enqueueJob(sql, { kind: 'mail', payload: {}, now: after(10) })
    await enqueueJob(sql, { kind: 'mail', payload: {}, runAt: after(900), now: start })
    const counts = await countJobs(sql, { now: after(25) })
    expect(counts).toEqual({ queued: 2, due: 1, running: 1, failed: 1, oldestDueAgeSeconds: 15 })
  })
})

describe('deleteFinishedJobs', () => {
  const retention = { doneMs: 60_000, failedMs: 600_000 }

  it('keeps what is unfinished for ever, done jobs for a while and failed ones longer', async () => {
    const { sql } = database
    const queued = await enqueueJob(sql, { kind: 'mail', payload: {}, now: start })
    const done = await run('done', start)
    const recent = await run('done', after(50))
    const failed = await run('failed', start)
    const left = async () => (await sql<{ id: string }[]>`select id from jobs order by id`).map((row) => row.id)

    expect(await deleteFinishedJobs(sql, { now: after(61), retention, limit: 10 })).toBe(1)
    expect(await left()).toEqual([queued.jobId, recent, failed].sort())
    expect(await readJob(sql, done)).toBeNull()
    expect(await deleteFinishedJobs(sql, { now: after(601), retention, limit: 10 })).toBe(2)
    expect(await left()).toEqual([queued.jobId])
  })

  it('deletes no more at once than it is told', async () => {
    for (let at = 0; at < 5; at += 1) await run('done', start)
    expect(await deleteFinishedJobs(database.sql, { now: after(61), retention, limit: 3 })).toBe(3)
    expect(await deleteFinishedJobs(database.sql, { now: after(61), retention, limit: 3 })).toBe(2)
  })
})
