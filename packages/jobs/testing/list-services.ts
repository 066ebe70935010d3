import { createLogger, type Logger, systemClock } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { type TestRedis, testRedis } from '@aura-sign/testkit/test-redis'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { JobHandler } from '../job.ts'
import { dispatchAfterCommit } from '../lists/dispatch-after-commit.ts'
import { failedList, queueList } from '../lists/listed-job.ts'
import { type JobLists, openJobLists } from '../lists/open-job-lists.ts'
import { resumeWorkers } from '../pause-workers.ts'
import { runWorker, type Worker } from '../run-worker.ts'
import type { WorkerOptions } from '../worker-options.ts'

export interface ListServices {
  readonly database: TestDatabase
  readonly redis: TestRedis
  readonly lists: JobLists
  readonly logger: Logger
  /** A worker for jobs of the kind `mail`, stopped after the test. */
  startWorker(handler: JobHandler, options?: Partial<WorkerOptions>): Worker
  /** The database, of which the lists are told what is committed. */
  dispatching(): Sql
  /** Of the list of queued jobs, and of the one of dead ones. */
  lengths(): Promise<[queued: number, failed: number]>
}

/** A database and a Redis with lists for the tests of one file, empty before each. */
export function listServices(): ListServices {
  const logger = createLogger({ name: 'test', level: 'silent' })
  const workers: Worker[] = []
  let opened: { database: TestDatabase; redis: TestRedis; lists: JobLists } | undefined
  const services = () => {
    if (!opened) throw new Error('the services are open while tests run')
    return opened
  }
  beforeAll(async () => {
    const [database, redis] = await Promise.all([startTestDatabase(), testRedis()])
    opened = { database, redis, lists: openJobLists({ url: redis.url, logger }) }
  })
  afterAll(async () => {
    await opened?.lists[Symbol.asyncDispose]()
    await Promise.all([opened?.redis.close(), opened?.database.close()])
  })
  beforeEach(async () => {
    const { database, redis, lists } = services()
    await database.sql`truncate jobs, job_workers`
    await resumeWorkers(database.sql)
    await redis.client.flushall()
    await expect.poll(() => lists.available(), { timeout: 20_000, interval: 10 }).toBe(true)
  })
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop({ drainTimeoutMs: 5_000 })))
  })
  return {
    logger,
    get database() {
      return services().database
    },
    get redis() {
      return services().redis
    },
    get lists() {
      return services().lists
    },
    startWorker(handler, options = {}) {
      const { database, lists } = services()
      const worker = runWorker({
        ...{ sql: database.sql, lists, handlers: { mail: handler }, logger, clock: systemClock, random: () => 0 },
        ...options,
      })
      workers.push(worker)
      return worker
    },
    dispatching: () => dispatchAfterCommit(services().database.sql, services().lists.push),
    async lengths() {
      const { client } = services().redis
      return [await client.llen(queueList), await client.llen(failedList)]
    },
  }
}
