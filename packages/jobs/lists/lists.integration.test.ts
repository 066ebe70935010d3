import { createLogger, sleep, systemClock } from '@aura-sign/core'
import { openPool, type Sql } from '@aura-sign/postgres'
import { FaultProxy } from '@aura-sign/testkit/fault-proxy'
import { describe, expect, it } from 'vitest'
import { cancelJob } from '../cancel-job.ts'
import { deleteDeadJobs, readDeadJobs, requeueDeadJobs } from '../dead-jobs.ts'
import { enqueueJob } from '../enqueue-job.ts'
import { enqueueJobs } from '../enqueue-jobs.ts'
import type { JobHandler } from '../job.ts'
import { pauseWorkers, readPause, resumeWorkers } from '../pause-workers.ts'
import { readJob } from '../read-job.ts'
import { listServices } from '../testing/list-services.ts'
import { deleteUnknownJobs } from '../unknown-jobs.ts'
import { readWorkers } from '../worker-registry.ts'
import { countListed } from './count-listed.ts'
import { dispatchAfterCommit } from './dispatch-after-commit.ts'
import { failedList, queueList } from './listed-job.ts'
import { openJobLists } from './open-job-lists.ts'
import { refusedWrite } from './refused-write.ts'
import { startKeepingLists } from './start-keeping-lists.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 10 })
const services = listServices()
const { logger } = services

const complete: JobHandler = async (jobs, context) => {
  await context.complete(jobs)
}
const mail = (options = {}) => ({ kind: 'mail', payload: {}, now: new Date(), ...options })
const countOf = async (state: string) =>
  (await services.database.sql<{ count: number }[]>`select count(*)::int as count from jobs where state = ${state}`)[0]
    ?.count

describe('a committed job', () => {
  it('is in the list when its transaction has committed, and in none when it has rolled back', async () => {
    const sql = services.dispatching()
    const { jobId } = await sql.begin(async (transaction) => {
      const job = await enqueueJob(transaction, mail())
      expect(await services.redis.client.llen(queueList)).toBe(0)
      return job
    })
    await eventually(() => services.redis.client.lrange(queueList, 0, -1)).toEqual([jobId])
    await expect(
      sql.begin(async (transaction) => {
        await enqueueJob(transaction, mail())
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await enqueueJob(sql, mail())
    await eventually(services.lengths).toEqual([2, 0])
  })

  it('goes through the list to a worker and leaves it empty', async () => {
    const worker = services.startWorker(complete)
    const { jobId } = await enqueueJob(services.dispatching(), mail())
    await eventually(async () => (await readJob(services.database.sql, jobId))?.state).toBe('done')
    await eventually(services.lengths).toEqual([0, 0])
    await eventually(() => worker.stats().completed).toBe(1)
  })

  it('of a backlog comes from the list, however full the first batch from the table was', async () => {
    await enqueueJobs(services.dispatching(), { kind: 'mail', jobs: Array(200).fill({ payload: {} }), now: new Date() })
    await eventually(services.lengths).toEqual([200, 0])
    const worker = services.startWorker(complete, { batchSizeMax: 10, concurrency: 4 })
    await eventually(() => countOf('done')).toBe(200)
    // Not all but the first batch: what the table gave is still listed, and ids that name no free job have the table asked again.
    expect(worker.stats().claimed).toBe(200)
    expect(worker.stats().listed).toBeGreaterThan(0)
  })

  it('of a backlog that is in no list is done all the same, several batches at a time', async () => {
    await enqueueJobs(services.database.sql, { kind: 'mail', jobs: Array(60).fill({ payload: {} }), now: new Date() })
    const three = Promise.withResolvers<void>()
    let batches = 0
    const handler: JobHandler = async (jobs, context) => {
      batches += 1
      if (batches === 3) three.resolve()
      await three.promise
      await context.complete(jobs)
    }
    const worker = services.startWorker(handler, { batchSizeMax: 10, concurrency: 3 })
    await eventually(() => countOf('done')).toBe(60)
    expect(worker.stats().claimed).toBe(60)
  })
})

describe('the keeper of the lists', () => {
  it('writes the list anew after FLUSHALL, in order and without a second of any', async () => {
    await using _keeper = startKeepingLists({
      sql: services.database.sql,
      lists: services.lists,
      clock: systemClock,
      logger,
    })
    await services.database.sql`
      insert into jobs (id, kind, run_at, created_at, priority)
      select gen_random_uuid(), 'mail', now(), now(), number % 3 - 1 from generate_series(1, 5000) as number`
    await eventually(services.lengths).toEqual([5_000, 0])
    await services.redis.client.flushall()
    await eventually(services.lengths).toEqual([5_000, 0])
    const rows = await services.database.sql<{ id: string }[]>`select id from jobs order by priority desc, run_at, id`
    expect(await services.redis.client.lrange(queueList, 0, -1)).toEqual(rows.map(({ id }) => id))
  })

  it('removes a key of another type from where a list belongs', async () => {
    const { sql, redis } = { sql: services.database.sql, redis: services.redis.client }
    await using _keeper = startKeepingLists({ sql, lists: services.lists, clock: systemClock, logger })
    await redis.set(queueList, 'no list')
    const { jobId } = await enqueueJob(sql, mail())
    await eventually(() => redis.type(queueList)).toBe('list')
    expect(await redis.lrange(queueList, 0, -1)).toEqual([jobId])
  })

  it('lists what could not be pushed, what has become due and what is dead, and drops what is no job of it', async () => {
    const { sql } = services.database
    await using _keeper = startKeepingLists({ sql, lists: services.lists, clock: systemClock, logger })
    const { jobId } = await enqueueJob(sql, mail())
    const later = await enqueueJob(sql, mail({ runAt: new Date(Date.now() + 600) }))
    const dead = await enqueueJob(sql, mail())
    await sql`update jobs set state = 'failed', finished_at = now() where id = ${dead.jobId}`
    await services.redis.client.rpush(queueList, jobId, jobId, dead.jobId, crypto.randomUUID(), 'no id')
    await eventually(async () => (await services.redis.client.lrange(queueList, 0, -1)).sort()).toEqual(
      [jobId, later.jobId].sort(),
    )
    await eventually(() => services.redis.client.lrange(failedList, 0, -1)).toEqual([dead.jobId])
  })
})

it('duplicate, foreign and malformed ids in the list do no harm', async () => {
  const { jobId } = await enqueueJob(services.database.sql, mail())
  await services.redis.client.rpush(queueList, 'no id', jobId, jobId, crypto.randomUUID(), jobId)
  let runs = 0
  services.startWorker(async (jobs, context) => {
    runs += jobs.length
    await context.complete(jobs)
  })
  await eventually(() => countOf('done')).toBe(1)
  await eventually(services.lengths).toEqual([0, 0])
  expect(runs).toBe(1)
})

describe('without Redis', () => {
  it('workers go on from the table, and are back at the lists when it is, without a restart', async () => {
    const sql = services.dispatching()
    const worker = services.startWorker(complete)
    await services.redis.kill()
    await eventually(() => services.lists.available()).toBe(false)
    await enqueueJob(sql, mail())
    await eventually(() => countOf('done')).toBe(1)
    expect(worker.stats().listed).toBe(0)
    await services.redis.start()
    await eventually(() => services.lists.available()).toBe(true)
    await eventually(async () => {
      await enqueueJob(sql, mail())
      return worker.stats().listed
    }).toBeGreaterThan(0)
    await eventually(() => countOf('queued')).toBe(0)
  })

  it('that has gone silent, an enqueue does not wait for it and the job is done', async () => {
    await using proxy = await FaultProxy.start(services.redis.url)
    await using partitioned = openJobLists({ url: proxy.through(services.redis.url), logger })
    await eventually(() => partitioned.available()).toBe(true)
    services.startWorker(complete, { lists: partitioned })
    await eventually(() => proxy.connections).toBe(2)
    proxy.onPiece(() => 'stall')
    proxy.cutAll('stall')
    // Were it waited for, nothing would ever answer.
    await enqueueJob(dispatchAfterCommit(services.database.sql, partitioned.push), mail())
    await eventually(() => countOf('done')).toBe(1)
    proxy.heal()
    await eventually(() => partitioned.available()).toBe(true)
  })

  it('that takes no more, jobs are done, and the lists are right once it does', async () => {
    const sql = services.dispatching()
    await services.redis.client.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1')
    expect(await services.lists.use(refusedWrite)).toMatch(/^OOM /)
    await using _keeper = startKeepingLists({ sql, lists: services.lists, clock: systemClock, logger })
    await enqueueJob(sql, mail())
    const worker = services.startWorker(complete)
    await eventually(() => countOf('done')).toBe(1)
    await Promise.all([worker.stop({ drainTimeoutMs: 1_000 }), enqueueJob(sql, mail({ kind: 'other' }))])
    await services.redis.client.config('SET', 'maxmemory', '0')
    await eventually(services.lengths).toEqual([1, 0])
    expect(await services.lists.use(refusedWrite)).toBeNull()
  })
})

it('ids that a worker took while the database was away go back to the list', async () => {
  await using proxy = await FaultProxy.start(services.database.url)
  await using pool = closing(openPool({ url: proxy.through(services.database.url), applicationName: 'partitioned' }))
  const worker = services.startWorker(complete, { sql: pool.sql })
  await eventually(async () => (await readWorkers(services.database.sql, { seenSince: new Date(0) })).length).toBe(1)
  proxy.onPiece(() => 'reset')
  proxy.cutAll('reset')
  await enqueueJob(services.dispatching(), mail())
  await eventually(() => proxy.connections).toBe(0)
  proxy.heal()
  await eventually(() => countOf('done')).toBe(1)
  await eventually(() => worker.stats().completed).toBe(1)
})

describe('an operator', () => {
  it('pauses every worker, of which none claims anything until it is ended', async () => {
    const { sql } = services.database
    await using _keeper = startKeepingLists({ sql, lists: services.lists, clock: systemClock, logger })
    await pauseWorkers(sql, { by: 'the test', now: new Date() })
    const listed = services.startWorker(complete)
    const polling = services.startWorker(complete, { lists: null })
    expect(await readPause(sql)).toMatchObject({ pausedBy: 'the test' })
    await enqueueJob(services.dispatching(), mail())
    await eventually(async () => (await readWorkers(sql, { seenSince: new Date(0) })).length).toBe(2)
    // Whoever takes the id gives it up, and it is listed again.
    await services.redis.client.del(queueList)
    await eventually(services.lengths).toEqual([1, 0])
    expect([listed, polling].map((worker) => worker.stats().claimed)).toEqual([0, 0])
    expect(await resumeWorkers(sql)).toBe(true)
    await eventually(() => countOf('done')).toBe(1)
    expect(await resumeWorkers(sql)).toBe(false)
  })

  it('ends a pause also for a worker that could not look meanwhile whether it lasts', async () => {
    const { sql } = services.database
    await pauseWorkers(sql, { by: 'the test', now: new Date() })
    const failed = Promise.withResolvers<void>()
    const watched = createLogger({ name: 'test', level: 'silent' })
    watched.error = () => failed.resolve()
    const pollIntervalMs = 77
    let isBroken = false
    services.startWorker(complete, {
      ...{ logger: watched, pollIntervalMs },
      sleep: async (durationMs, signal) => {
        // Only a worker that knows of the pause waits for so long.
        if (durationMs === pollIntervalMs && !isBroken) {
          isBroken = true
          await sql`alter table job_control rename column paused_by to paused_by_away`
        }
        await sleep(durationMs, signal)
      },
    })
    await enqueueJob(services.dispatching(), mail())
    await failed.promise
    await sql`alter table job_control rename column paused_by_away to paused_by`
    expect(await resumeWorkers(sql)).toBe(true)
    await eventually(() => countOf('done')).toBe(1)
  })

  it('sees a job of a kind that no worker knows, which is kept and in no list', async () => {
    const { sql } = services.database
    await using _keeper = startKeepingLists({ sql, lists: services.lists, clock: systemClock, logger })
    services.startWorker(complete)
    await eventually(async () => (await readWorkers(sql, { seenSince: new Date(0) })).length).toBe(1)
    await enqueueJob(services.dispatching(), mail({ kind: 'telegram' }))
    await eventually(services.lengths).toEqual([0, 0])
    expect(await countListed(sql, { now: new Date() })).toMatchObject({ due: 0, unknown: 1, kinds: ['mail'] })
    services.startWorker(complete, { handlers: { telegram: complete } })
    await eventually(() => countOf('done')).toBe(1)
  })

  it('removes what no worker knows, as far as it was queued before, and nothing while no worker could tell', async () => {
    const { sql } = services.database
    const before = new Date()
    const { jobId } = await enqueueJob(sql, { kind: 'telegram', payload: {}, now: before })
    await enqueueJob(sql, { kind: 'telegram', payload: {}, now: new Date(before.getTime() + 1) })
    await enqueueJob(sql, { kind: 'mail', payload: {}, now: before, runAt: new Date(Date.now() + 60_000) })
    const remove = (kind: string) => deleteUnknownJobs(sql, { kind, before, now: new Date() })
    expect(await remove('telegram')).toEqual([])
    services.startWorker(complete)
    await eventually(async () => (await readWorkers(sql, { seenSince: new Date(0) })).length).toBe(1)
    expect(await remove('mail')).toEqual([])
    expect(await remove('telegram')).toEqual([jobId])
    expect(await countOf('queued')).toBe(2)
  })

  it('cancels a job that waits, and one that runs, which then has no effect', async () => {
    const { sql } = services.database
    const waiting = await enqueueJob(sql, mail({ runAt: new Date(Date.now() + 60_000) }))
    expect(await cancelJob(sql, { jobId: waiting.jobId, now: new Date() })).toBe(true)
    const entered = Promise.withResolvers<string>()
    const cancelled = Promise.withResolvers<void>()
    const completed = Promise.withResolvers<number>()
    services.startWorker(async (jobs, context) => {
      entered.resolve(jobs[0]?.jobId ?? '')
      await cancelled.promise
      completed.resolve((await context.complete(jobs)).length)
    })
    const running = await enqueueJob(services.dispatching(), mail())
    expect(await entered.promise).toBe(running.jobId)
    expect(await cancelJob(sql, { jobId: running.jobId, now: new Date() })).toBe(true)
    cancelled.resolve()
    expect(await completed.promise).toBe(0)
    expect(await countOf('cancelled')).toBe(2)
    expect(await cancelJob(sql, { jobId: running.jobId, now: new Date() })).toBe(false)
  })

  it('finds the dead in their list, and tries them again or removes them, and nothing that lives', async () => {
    const { sql } = services.database
    await using _keeper = startKeepingLists({ sql, lists: services.lists, clock: systemClock, logger })
    const worker = services.startWorker(async () => {
      throw new Error('no')
    })
    const { jobId } = await enqueueJob(services.dispatching(), mail({ attemptsMax: 1, uniqueKey: 'a' }))
    const living = await enqueueJob(sql, mail({ kind: 'telegram' }))
    await eventually(() => services.redis.client.lrange(failedList, 0, -1)).toEqual([jobId])
    await worker.stop({ drainTimeoutMs: 1_000 })
    expect(await readDeadJobs(sql)).toMatchObject([{ kind: 'mail', error: 'Error: no', count: 1 }])
    const { requeued, cancelled } = await requeueDeadJobs(sql, { before: new Date(), now: new Date() })
    services.lists.push(requeued)
    expect([requeued.map((job) => job.jobId), cancelled]).toEqual([[jobId], []])
    await eventually(services.lengths).toEqual([2, 0])
    await sql`update jobs set state = 'failed', finished_at = now() where id = ${jobId}`
    const again = await enqueueJob(services.dispatching(), mail({ uniqueKey: 'a' }))
    expect(await requeueDeadJobs(sql, { before: new Date(), now: new Date() })).toEqual({
      requeued: [],
      cancelled: [jobId],
    })
    await sql`update jobs set state = 'failed', finished_at = now() where id = ${again.jobId}`
    expect(await deleteDeadJobs(sql, { before: new Date(Date.now() + 1_000) })).toEqual([again.jobId])
    expect(await deleteDeadJobs(sql, { before: new Date(Date.now() + 1_000) })).toEqual([])
    expect((await readJob(sql, living.jobId))?.state).toBe('queued')
  })
})

it('batches of a kind run no more at a time than it is said to bear, and hold up no other kind', async () => {
  let atOnce = 0
  let most = 0
  const leave = Promise.withResolvers<void>()
  const slow: JobHandler = async (jobs, context) => {
    atOnce += 1
    most = Math.max(most, atOnce)
    await leave.promise
    await context.complete(jobs)
    atOnce -= 1
  }
  services.startWorker(complete, {
    handlers: { slow, 'slow:other': slow, mail: complete },
    ...{ concurrency: 4, batchSizeMax: 1, kindConcurrencyMax: { slow: 1 } },
  })
  const sql = services.dispatching()
  for (let at = 0; at < 4; at += 1) await enqueueJob(sql, mail({ kind: at % 2 === 0 ? 'slow' : 'slow:other' }))
  await enqueueJob(sql, mail())
  await eventually(() => countOf('done')).toBe(1)
  leave.resolve()
  await eventually(() => countOf('done')).toBe(5)
  expect(most).toBe(1)
})

it('a job waits as long as the service that refused it asks for', async () => {
  const worker = services.startWorker(async () => {
    throw new Error('refused', { cause: Object.assign(new Error('busy'), { retryAfterMs: 300_000 }) })
  })
  const { jobId } = await enqueueJob(services.dispatching(), mail())
  await eventually(() => worker.stats().retried).toBe(1)
  const job = await readJob(services.database.sql, jobId)
  expect((job?.runAt.getTime() ?? 0) - (job?.createdAt.getTime() ?? 0)).toBeGreaterThanOrEqual(300_000)
})

function closing(sql: Sql) {
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) }
}
