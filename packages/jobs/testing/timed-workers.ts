import { createLogger } from '@aura-sign/core'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { JobHandler } from '../job.ts'
import { runWorker, type Worker } from '../run-worker.ts'
import type { WorkerOptions } from '../worker-options.ts'
import { type ManualTime, manualTime } from './manual-time.ts'

export interface TimedWorkers {
  readonly database: TestDatabase
  readonly time: ManualTime
  /** A worker whose time the test moves on, stopped after it. */
  startWorker(handlers: Readonly<Record<string, JobHandler>>, options?: Partial<WorkerOptions>): Worker
}

/** A database without jobs, and workers by a clock that stands still, for the tests of one file. */
export function timedWorkers(): TimedWorkers {
  let opened: TestDatabase | undefined
  let time = manualTime()
  const workers: Worker[] = []
  const database = () => {
    if (!opened) throw new Error('the database is open while tests run')
    return opened
  }
  beforeAll(async () => {
    opened = await startTestDatabase()
  })
  afterAll(() => opened?.close())
  beforeEach(async () => {
    time = manualTime()
    await database().sql`delete from jobs`
  })
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop({ drainTimeoutMs: 0 })))
  })
  return {
    get database() {
      return database()
    },
    get time() {
      return time
    },
    startWorker(handlers, options = {}) {
      const worker = runWorker({
        ...{ sql: database().sql, handlers, logger: createLogger({ name: 'test', level: 'silent' }) },
        ...{ clock: time.clock, random: () => 0, sleep: time.sleep },
        ...options,
      })
      workers.push(worker)
      return worker
    },
  }
}
