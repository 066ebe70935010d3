import { createLogger } from '@aura-sign/core'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimJobs } from './claim-jobs.ts'
import { enqueueJob } from './enqueue-job.ts'
import type { ClaimedJob, JobHandler } from './job.ts'
import { readJob } from './read-job.ts'
import { runWorker, type Worker } from './run-worker.ts'
import { type ManualTime, manualTime } from './testing/manual-time.ts'
import type { WorkerOptions } from './worker-options.ts'

/** Waits for a state to come about; the bound only ends a test that would wait for ever. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 10 })

let database: TestDatabase
let time: ManualTime
const workers: Worker[] = []
const logger = createLogger({ name: 'test', level: 'silent' })

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(async () => {
  time = manualTime()
  await database.sql`delete from jobs`
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop({ drainTimeoutMs: 0 })))
})

function start(handler: JobHandler, options: Partial<WorkerOptions> = {}): Worker {
  const { sql } = database
  const worker = runWorker({
    sql,
    handlers: { mail: handler },
    logger,
    clock: time.clock,
    random: () => 0,
    sleep: time.sleep,
    ...options,
  })
  workers.push(worker)
  return worker
}

const now = () => time.clock.now()
const enqueue = (attemptsMax = 3) => enqueueJob(database.sql, { kind: 'mail', payload: {}, attemptsMax, now: now() })
const stateOf = async (jobId: string) => (await readJob(database.sql, jobId))?.state
const complete: JobHandler = async (jobs, context) => {
  await context.complete(jobs)
}

/** A handler that says when it got a job and goes on when told. */
function gate() {
  const entered = Promise.withResolvers<readonly ClaimedJob[]>()
  const leave = Promise.withResolvers<void>()
  const signals: AbortSignal[] = []
  const handler: JobHandler = async (jobs, context) => {
    signals.push(context.signal)
    entered.resolve(jobs)
    await leave.promise
    await context.complete(jobs)
  }
  return { handler, entered: entered.promise, leave: leave.resolve, signals }
}

describe('runWorker', () => {
  it('runs a job as soon as it is woken, without waiting for the next poll', async () => {
    const done = Promise.withResolvers<void>()
    const worker = start(async (jobs, context) => {
      await context.complete(jobs)
      done.resolve()
    })
    const { jobId } = await enqueue()
    // Time stands still, so no poll can have found it.
    worker.wake()
    await done.promise
    expect(await stateOf(jobId)).toBe('done')
  })

  it('finds by polling what nobody told it of, at most a second later', async () => {
    const done = Promise.withResolvers<void>()
    let polls = 0
    const sleep: WorkerOptions['sleep'] = async (durationMs, signal) => {
      expect(durationMs).toBeLessThanOrEqual(10_000)
      if (durationMs <= 1_000) polls += 1
      if (polls === 6) await enqueue()
      await (durationMs <= 1_000 ? Promise.resolve() : time.sleep(durationMs, signal))
    }
    start(
      async (jobs, context) => {
        await context.complete(jobs)
        done.resolve()
      },
      { sleep },
    )
    await done.promise
    expect(polls).toBeGreaterThanOrEqual(6)
  })

  it('retries a job that throws with growing waits, then leaves it failed with its error', async () => {
    const attempts: Date[] = []
    const worker = start(async () => {
      attempts.push(now())
      throw new TypeError('cannot do it')
    })
    const { jobId } = await enqueue(3)
    for (const seconds of [0, 1, 3]) {
      const count = attempts.length
      time.advance(seconds * 1_000)
      worker.wake()
      await eventually(() => attempts.length).toBe(count + 1)
      await eventually(() => worker.stats().running).toBe(0)
    }
    expect(attempts.map((at) => at.getTime() - (attempts[0]?.getTime() ?? 0))).toEqual([0, 1_000, 4_000])
    expect(await readJob(database.sql, jobId)).toMatchObject({
      state: 'failed',
      attempts: 3,
      error: 'TypeError: cannot do it',
    })
    expect(worker.stats()).toMatchObject({ claimed: 3, completed: 0, retried: 2, failed: 1 })
  })

  it('counts a job that its handler forgot as a failed attempt', async () => {
    const worker = start(async () => undefined)
    const { jobId } = await enqueue()
    worker.wake()
    await eventually(() => worker.stats().retried).toBe(1)
    expect((await readJob(database.sql, jobId))?.error).toContain('the handler returned without completing the job')
  })

  it('settles the jobs of a batch one by one', async () => {
    const ids = [await enqueue(), await enqueue(1), await enqueue()].map(({ jobId }) => jobId)
    const worker = start(async (jobs, context) => {
      await context.complete(jobs.filter((job) => job.jobId === ids[0]))
      await context.fail(
        jobs.filter((job) => job.jobId === ids[1]),
        new Error('no'),
      )
      throw new Error('the others')
    })
    await eventually(() => worker.stats()).toMatchObject({ running: 0, completed: 1, failed: 1, retried: 1 })
    const jobs = await Promise.all(ids.map((jobId) => readJob(database.sql, jobId)))
    expect(jobs.map((job) => [job?.state, job?.error])).toEqual([
      ['done', null],
      ['failed', 'Error: no'],
      ['queued', 'Error: the others'],
    ])
  })

  it('keeps no lease of jobs that are being completed, which a heartbeat could find done and take for lost', async () => {
    const kept = Promise.withResolvers<number>()
    const { jobId } = await enqueue()
    const worker = start(async (jobs, context) => {
      await context.complete(jobs, async () => {
        kept.resolve(worker.stats().running)
        return undefined
      })
    })
    expect(await kept.promise).toBe(0)
    await eventually(() => stateOf(jobId)).toBe('done')
  })

  it('runs every job once when two workers share the queue', async () => {
    const seen: string[] = []
    const handler: JobHandler = async (jobs, context) => {
      seen.push(...jobs.map((job) => job.jobId))
      await context.complete(jobs)
    }
    for (let at = 0; at < 60; at += 1) await enqueue()
    const pair = [start(handler, { batchSizeMax: 4 }), start(handler, { batchSizeMax: 4 })]
    await eventually(() => seen.length).toBe(60)
    await Promise.all(pair.map((worker) => worker.stop({ drainTimeoutMs: 1_000 })))
    expect(new Set(seen).size).toBe(60)
    const [row] = await database.sql`select count(*)::int as done from jobs where state = 'done' and attempts = 1`
    expect(row?.done).toBe(60)
  })

  it('keeps the lease of a job that takes longer than a lease', async () => {
    const { handler, entered, leave } = gate()
    const worker = start(handler)
    const { jobId } = await enqueue()
    worker.wake()
    await entered
    for (let beats = 1; beats <= 6; beats += 1) {
      // Both loops of the worker have come to rest, so moving the clock reaches them.
      await time.sleeping(2)
      time.advance(10_000)
      await time.sleeping(2)
      expect(await leaseEnd(jobId)).toEqual(new Date(now().getTime() + 30_000))
    }
    leave()
    await eventually(() => stateOf(jobId)).toBe('done')
    expect(worker.stats()).toMatchObject({ completed: 1, lost: 0 })
  })

  it('takes over from a worker that died, and tells one that merely stalled to stop', async () => {
    const { sql } = database
    const { jobId } = await enqueue()
    await claimJobs(sql, { kinds: ['mail'], batchSizeMax: 1, leaseMs: 30_000, now: now() })
    time.advance(30_000)
    const { handler, entered, signals } = gate()
    start(handler)
    expect(await entered).toMatchObject([{ jobId, attempts: 2 }])

    await sql`update jobs set lease_token = gen_random_uuid() where id = ${jobId}`
    await time.sleeping(2)
    time.advance(10_000)
    await eventually(() => signals[0]?.reason).toMatchObject({ abortCause: 'lost' })
    expect(await stateOf(jobId)).toBe('running')
  })

  it('takes a job from a handler that never ends, and keeps working', async () => {
    let calls = 0
    const worker = start(
      async (jobs, context) => {
        calls += 1
        if (calls === 1) await new Promise(() => undefined)
        await context.complete(jobs)
      },
      { concurrency: 1, runTimeoutMs: 60_000 },
    )
    const { jobId } = await enqueue()
    worker.wake()
    await eventually(() => calls).toBe(1)
    await time.sleeping(2)
    time.advance(60_000)
    await eventually(() => worker.stats().retried).toBe(1)
    expect((await readJob(database.sql, jobId))?.error).toContain('took too long')
    await time.sleeping(2)
    time.advance(1_000)
    await eventually(() => stateOf(jobId)).toBe('done')
  })

  it('outlives a database that fails', async () => {
    const { sql } = database
    const worker = start(complete)
    await sql`alter table jobs rename to jobs_away`
    for (let at = 0; at < 3; at += 1) {
      await time.sleeping(2)
      time.advance(10_000)
    }
    await time.sleeping(2)
    await sql`alter table jobs_away rename to jobs`
    const { jobId } = await enqueue()
    worker.wake()
    await eventually(() => stateOf(jobId)).toBe('done')
  })
})

describe('stopping', () => {
  it('lets the job in hand finish and claims no other', async () => {
    const { handler, entered, leave } = gate()
    const worker = start(handler, { batchSizeMax: 1, concurrency: 1 })
    const first = await enqueue()
    worker.wake()
    await entered
    const second = await enqueue()
    const stopped = worker.stop({ drainTimeoutMs: 10_000 })
    worker.wake()
    leave()
    await stopped
    expect(await stateOf(first.jobId)).toBe('done')
    expect(await readJob(database.sql, second.jobId)).toMatchObject({ state: 'queued', attempts: 0 })
  })

  it('gives back what does not finish in time, as if it had never been claimed', async () => {
    const { handler, entered, leave, signals } = gate()
    const worker = start(handler)
    const { jobId } = await enqueue()
    worker.wake()
    await entered
    const stopped = worker.stop({ drainTimeoutMs: 10_000 })
    time.advance(10_000)
    await stopped
    expect(signals[0]?.reason).toMatchObject({ abortCause: 'stopping' })
    expect(await readJob(database.sql, jobId)).toMatchObject({ state: 'queued', attempts: 0, error: null })

    // What it still does has no effect: the lease is gone.
    leave()
    const again = start(complete)
    await eventually(() => stateOf(jobId)).toBe('done')
    expect(again.stats().completed).toBe(1)
    expect(worker.stats().completed).toBe(0)
  })

  it('keeps the leases of what still runs', async () => {
    const { handler, entered, leave } = gate()
    const { jobId } = await enqueue()
    const worker = start(handler)
    await entered
    await time.sleeping(2)
    const stopped = worker.stop({ drainTimeoutMs: 60_000 })
    await time.sleeping(2)
    time.advance(10_000)
    await time.sleeping(2)
    expect(await leaseEnd(jobId)).toEqual(new Date(now().getTime() + 30_000))
    leave()
    await stopped
    expect(await stateOf(jobId)).toBe('done')
  })

  it('gives back what a claim brings that was already under way', async () => {
    const { sql } = database
    const worker = start(complete)
    await time.sleeping(2)
    let jobId = ''
    let stopped = Promise.resolve()
    await sql.begin(async (transaction) => {
      await transaction`lock table jobs in access exclusive mode`
      ;({ jobId } = await enqueueJob(transaction, { kind: 'mail', payload: {}, now: now() }))
      worker.wake()
      // One round trip later the claim has been sent, and waits for this transaction.
      await transaction`select 1`
      stopped = worker.stop({ drainTimeoutMs: 60_000 })
    })
    await stopped
    expect(await readJob(sql, jobId)).toMatchObject({ state: 'queued', attempts: 0 })
    expect(worker.stats()).toMatchObject({ completed: 0, lost: 1 })
  })

  it('is at once when nothing is in hand', async () => {
    const worker = start(complete)
    await worker.stop({ drainTimeoutMs: 60_000 })
    const { jobId } = await enqueue()
    worker.wake()
    expect(await stateOf(jobId)).toBe('queued')
  })

  it('ends within its bounds when the database does not answer', async () => {
    const { handler, entered } = gate()
    const { jobId } = await enqueue()
    const worker = start(handler)
    await entered
    await database.sql.begin(async (transaction) => {
      await transaction`lock table jobs in access exclusive mode`
      const stopped = worker.stop({ drainTimeoutMs: 10_000 })
      time.advance(10_000)
      await time.sleeping(1)
      time.advance(3_000)
      await stopped
    })
    await eventually(() => stateOf(jobId)).toBe('queued')
  })
})

async function leaseEnd(jobId: string): Promise<Date | undefined> {
  const [row] = await database.sql<{ end: Date }[]>`select lease_expires_at as end from jobs where id = ${jobId}`
  return row?.end
}
