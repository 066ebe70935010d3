import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimJobs, extendLeases } from './claim-jobs.ts'
import { completeJobs } from './complete-jobs.ts'
import { enqueueJob } from './enqueue-job.ts'
import type { ClaimedJob, CompletionEffect } from './job.ts'
import { readJob } from './read-job.ts'
import { returnJobs } from './return-jobs.ts'
import { sweepJobs } from './sweep-jobs.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
  await database.sql`create table effects (job_id uuid not null, worker text not null)`
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate jobs, effects`)

const start = new Date('2026-01-01T00:00:00Z')
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000)
const leaseMs = 30_000
const claim = (now: Date, batchSizeMax = 10) => claimJobs(database.sql, { kinds: ['mail'], batchSizeMax, leaseMs, now })
const enqueue = (attemptsMax = 3) => enqueueJob(database.sql, { kind: 'mail', payload: {}, attemptsMax, now: start })

async function enqueueAndClaim(attemptsMax?: number): Promise<ClaimedJob> {
  await enqueue(attemptsMax)
  const [job] = await claim(start)
  if (!job) throw new Error('nothing claimed')
  return job
}

/** Records which worker had its effect on which job. */
const effectOf =
  (worker: string): CompletionEffect =>
  async (transaction, jobs) => {
    await transaction`insert into effects select id, ${worker} from unnest(${jobs.map((job) => job.jobId)}::uuid[]) as id`
    return new Map(jobs.map((job) => [job.jobId, { by: worker }]))
  }
const effects = async () =>
  (await database.sql<{ job_id: string; worker: string }[]>`select job_id, worker from effects order by job_id`).map(
    (row) => `${row.job_id} ${row.worker}`,
  )

describe('claiming', () => {
  it('gives each of 200 jobs to exactly one of eight workers that claim at the same time', async () => {
    for (let at = 0; at < 200; at += 1) await enqueue()
    const claimed = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const jobs: ClaimedJob[] = []
        for (let batch = await claim(start, 7); batch.length > 0; batch = await claim(start, 7)) jobs.push(...batch)
        return jobs
      }),
    )
    const ids = claimed.flat().map((job) => job.jobId)
    expect(ids).toHaveLength(200)
    expect(new Set(ids).size).toBe(200)
  })
})

describe('completing', () => {
  it('with an effect waits until that is on disk, whatever was claimed and completed on the connection before', async () => {
    await completeJobs(database.sql, { jobs: [await enqueueAndClaim()], now: start })
    const job = await enqueueAndClaim()
    const settings: unknown[] = []
    const effect: CompletionEffect = async (transaction) => {
      settings.push(...(await transaction`select current_setting('synchronous_commit') as waits`))
      return undefined
    }
    await completeJobs(database.sql, { jobs: [job], effect, now: start })
    expect(settings).toEqual([{ waits: 'on' }])
  })

  it('commits effect, result and state together', async () => {
    const job = await enqueueAndClaim()
    expect(await completeJobs(database.sql, { jobs: [job], effect: effectOf('one'), now: after(1) })).toEqual([job])
    expect(await effects()).toEqual([`${job.jobId} one`])
    expect(await readJob(database.sql, job.jobId)).toMatchObject({
      state: 'done',
      result: { by: 'one' },
      error: null,
      finishedAt: after(1),
    })
  })

  it('commits nothing when the effect throws', async () => {
    const job = await enqueueAndClaim()
    const effect: CompletionEffect = async (transaction, jobs) => {
      await effectOf('one')(transaction, jobs)
      throw new Error('after the insert')
    }
    await expect(completeJobs(database.sql, { jobs: [job], effect, now: start })).rejects.toThrow('after the insert')
    expect(await effects()).toEqual([])
    expect((await readJob(database.sql, job.jobId))?.state).toBe('running')
  })

  it('has no effect for a worker whose lease was taken over, and one for its successor', async () => {
    const stale = await enqueueAndClaim()
    await sweepJobs(database.sql, { now: after(30) })
    const [current] = await claim(after(30))
    if (!current) throw new Error('nothing reclaimed')
    expect(current).toMatchObject({ jobId: stale.jobId, attempts: 2 })

    expect(await completeJobs(database.sql, { jobs: [stale], effect: effectOf('stale'), now: after(31) })).toEqual([])
    expect(await effects()).toEqual([])
    expect((await readJob(database.sql, stale.jobId))?.state).toBe('running')

    await completeJobs(database.sql, { jobs: [current], effect: effectOf('current'), now: after(32) })
    expect(await completeJobs(database.sql, { jobs: [stale], effect: effectOf('stale'), now: after(33) })).toEqual([])
    expect(await effects()).toEqual([`${stale.jobId} current`])
  })

  it('leaves the stale jobs out of a batch and completes the others', async () => {
    const stale = await enqueueAndClaim()
    await sweepJobs(database.sql, { now: after(30) })
    const [retaken] = await claim(after(30))
    await enqueue()
    const [fresh] = await claim(after(31))
    if (!fresh || !retaken) throw new Error('nothing claimed')
    expect(await completeJobs(database.sql, { jobs: [stale, fresh], effect: effectOf('one'), now: after(32) })).toEqual(
      [fresh],
    )
    expect(await effects()).toEqual([`${fresh.jobId} one`])
    expect((await readJob(database.sql, stale.jobId))?.state).toBe('running')
  })

  it('commits nothing when the lease is gone at the end', async () => {
    const job = await enqueueAndClaim()
    const effect: CompletionEffect = async (transaction, jobs) => {
      await transaction`update jobs set lease_token = gen_random_uuid()`
      return await effectOf('one')(transaction, jobs)
    }
    await expect(completeJobs(database.sql, { jobs: [job], effect, now: start })).rejects.toThrow('lease was lost')
    expect(await effects()).toEqual([])
    expect((await readJob(database.sql, job.jobId))?.state).toBe('running')
  })

  it('happens once when the same lease is completed by many calls at once', async () => {
    const job = await enqueueAndClaim()
    const completed = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        completeJobs(database.sql, { jobs: [job], effect: effectOf(`call ${at}`), now: start }),
      ),
    )
    expect(completed.flat()).toHaveLength(1)
    expect(await effects()).toHaveLength(1)
  })
})

describe('failing', () => {
  const failure = (job: ClaimedJob, runAt: Date) => ({ ...job, runAt, error: 'broken' })

  it('queues the job again for later with its error kept, and fails it after its last attempt', async () => {
    const first = await enqueueAndClaim(2)
    await returnJobs(database.sql, { jobs: [failure(first, after(10))], now: start })
    expect(await readJob(database.sql, first.jobId)).toMatchObject({ state: 'queued', attempts: 1, error: 'broken' })
    expect(await claim(after(9))).toEqual([])
    const [second] = await claim(after(10))
    if (!second) throw new Error('not due')
    await returnJobs(database.sql, { jobs: [failure(second, after(20))], now: after(11) })
    expect(await readJob(database.sql, first.jobId)).toMatchObject({
      state: 'failed',
      attempts: 2,
      error: 'broken',
      finishedAt: after(11),
    })
    expect(await claim(after(1_000))).toEqual([])
  })

  it('is refused to a worker whose lease was taken over', async () => {
    const stale = await enqueueAndClaim()
    await sweepJobs(database.sql, { now: after(30) })
    await claim(after(30))
    expect(await returnJobs(database.sql, { jobs: [failure(stale, after(31))], now: after(31) })).toEqual(new Map())
    expect(await readJob(database.sql, stale.jobId)).toMatchObject({ state: 'running', attempts: 2 })
  })

  it('does not count an attempt that was cut short by the worker itself', async () => {
    const job = await enqueueAndClaim(1)
    await returnJobs(database.sql, { jobs: [{ ...job, runAt: start, error: null, uncounted: true }], now: start })
    expect(await claim(start)).toMatchObject([{ jobId: job.jobId, attempts: 1 }])
  })
})

describe('sweeping', () => {
  it('returns a job when its lease has run out, not earlier', async () => {
    const job = await enqueueAndClaim()
    expect(await sweepJobs(database.sql, { now: after(29.999) })).toEqual(new Map())
    expect(await sweepJobs(database.sql, { now: after(30) })).toEqual(
      new Map([[job.jobId, { state: 'queued', priority: 0 }]]),
    )
    expect(await claim(after(30))).toMatchObject([{ jobId: job.jobId, attempts: 2 }])
  })

  it('spares a job whose lease was extended', async () => {
    const job = await enqueueAndClaim()
    expect(await extendLeases(database.sql, { jobs: [job], leaseMs, now: after(20) })).toEqual(new Set([job.jobId]))
    expect(await sweepJobs(database.sql, { now: after(49) })).toEqual(new Map())
    expect(await sweepJobs(database.sql, { now: after(50) })).toEqual(
      new Map([[job.jobId, { state: 'queued', priority: 0 }]]),
    )
    expect(await extendLeases(database.sql, { jobs: [job], leaseMs, now: after(51) })).toEqual(new Set())
  })

  it('fails a job that kills every worker it meets', async () => {
    const job = await enqueueAndClaim(2)
    await sweepJobs(database.sql, { now: after(30) })
    await claim(after(30))
    await sweepJobs(database.sql, { now: after(60) })
    expect(await readJob(database.sql, job.jobId)).toMatchObject({
      state: 'failed',
      attempts: 2,
      error: 'the worker stopped or stalled before the job was done',
    })
  })
})
