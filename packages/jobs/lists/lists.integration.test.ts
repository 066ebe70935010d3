import { createLogger, systemClock } from '@aura-sign/core'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { type TestRedis, testRedis } from '@aura-sign/testkit/test-redis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enqueueJob } from '../enqueue-job.ts'
import type { JobHandler } from '../job.ts'
import { readJob } from '../read-job.ts'
import { runWorker, type Worker } from '../run-worker.ts'
import type { WorkerOptions } from '../worker-options.ts'
import { dispatchAfterCommit } from './dispatch-after-commit.ts'
import { failedList, queueList } from './listed-job.ts'
import { type JobLists, openJobLists } from './open-job-lists.ts'
import { startKeepingLists } from './start-keeping-lists.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 10 })
const logger = createLogger({ name: 'test', level: 'silent' })

let database: TestDatabase
let redis: TestRedis
let lists: JobLists
const workers: Worker[] = []

beforeAll(async () => {
  ;[database, redis] = await Promise.all([startTestDatabase(), testRedis()])
  lists = openJobLists({ url: redis.url, logger })
})
afterAll(async () => {
  await lists?.[Symbol.asyncDispose]()
  await Promise.all([redis?.close(), database?.close()])
})
beforeEach(async () => {
  await database.sql`truncate jobs, job_workers`
  await redis.client.flushall()
  await eventually(() => lists.available()).toBe(true)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop({ drainTimeoutMs: 5_000 })))
})

const complete: JobHandler = async (jobs, context) => {
  await context.complete(jobs)
}
function start(handler: JobHandler = complete, options: Partial<WorkerOptions> = {}): Worker {
  const worker = runWorker({
    ...{ sql: database.sql, lists, handlers: { mail: handler }, logger, clock: systemClock, random: () => 0 },
    ...options,
  })
  workers.push(worker)
  return worker
}
const dispatching = () => dispatchAfterCommit(database.sql, lists.push)
const mail = (options = {}) => ({ kind: 'mail', payload: {}, now: new Date(), ...options })
const lengths = async () => [await redis.client.llen(queueList), await redis.client.llen(failedList)]
const countOf = async (state: string) =>
  (await database.sql<{ count: number }[]>`select count(*)::int as count from jobs where state = ${state}`)[0]?.count

describe('a committed job', () => {
  it('is in the list when its transaction has committed, and in none when it has rolled back', async () => {
    const sql = dispatching()
    const { jobId } = await sql.begin(async (transaction) => {
      const job = await enqueueJob(transaction, mail())
      expect(await redis.client.llen(queueList)).toBe(0)
      return job
    })
    await eventually(() => redis.client.lrange(queueList, 0, -1)).toEqual([jobId])
    await expect(
      sql.begin(async (transaction) => {
        await enqueueJob(transaction, mail())
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await enqueueJob(sql, mail())
    await eventually(lengths).toEqual([2, 0])
  })

  it('goes through the list to a worker and leaves it empty', async () => {
    const worker = start()
    const { jobId } = await enqueueJob(dispatching(), mail())
    await eventually(async () => (await readJob(database.sql, jobId))?.state).toBe('done')
    await eventually(lengths).toEqual([0, 0])
    expect(worker.stats().completed).toBe(1)
  })
})

describe('the keeper of the lists', () => {
  it('writes the list anew after FLUSHALL, in order and without a second of any', async () => {
    await using _keeper = startKeepingLists({ sql: database.sql, lists, clock: systemClock, logger })
    await database.sql`
      insert into jobs (id, kind, run_at, created_at, priority)
      select gen_random_uuid(), 'mail', now(), now(), number % 3 - 1 from generate_series(1, 5000) as number`
    await eventually(lengths).toEqual([5_000, 0])
    await redis.client.flushall()
    await eventually(lengths).toEqual([5_000, 0])
    const rows = await database.sql<{ id: string }[]>`select id from jobs order by priority desc, run_at, id`
    expect(await redis.client.lrange(queueList, 0, -1)).toEqual(rows.map(({ id }) => id))
  })

  it('lists what could not be pushed, what has become due and what is dead, and drops what is no job of it', async () => {
    const { sql } = database
    await using _keeper = startKeepingLists({ sql, lists, clock: systemClock, logger })
    const { jobId } = await enqueueJob(sql, mail())
    const later = await enqueueJob(sql, mail({ runAt: new Date(Date.now() + 600) }))
    const dead = await enqueueJob(sql, mail())
    await sql`update jobs set state = 'failed', finished_at = now() where id = ${dead.jobId}`
    await redis.client.rpush(queueList, jobId, jobId, dead.jobId, crypto.randomUUID(), 'no id')
    await eventually(async () => (await redis.client.lrange(queueList, 0, -1)).sort()).toEqual(
      [jobId, later.jobId].sort(),
    )
    await eventually(() => redis.client.lrange(failedList, 0, -1)).toEqual([dead.jobId])
  })
})

it('duplicate, foreign and malformed ids in the list do no harm', async () => {
  const { jobId } = await enqueueJob(database.sql, mail())
  await redis.client.rpush(queueList, 'no id', jobId, jobId, crypto.randomUUID(), jobId)
  let runs = 0
  start(async (jobs, context) => {
    runs += jobs.length
    await context.complete(jobs)
  })
  await eventually(() => countOf('done')).toBe(1)
  await eventually(lengths).toEqual([0, 0])
  expect(runs).toBe(1)
})
