import { type Clock, type Logger, sleep as systemSleep } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import type { JobHandler } from './job.ts'
import type { JobLists } from './lists/open-job-lists.ts'
import type { Retention } from './sweep-jobs.ts'
import type { Sleep } from './wakeup.ts'

export interface WorkerOptions {
  sql: Sql
  /** By kind; jobs of other kinds are left for other workers. */
  handlers: Readonly<Record<string, JobHandler>>
  logger: Logger
  clock: Clock
  /** Numbers in [0, 1) that spread retries. */
  random: () => number
  /** The lists in Redis; without them, and while they do not answer, the worker asks the table. */
  lists?: JobLists | null
  /** What the worker is called in the list of workers: host and pid. */
  name?: string
  /** Claims that run at the same time. */
  concurrency?: number
  /** Batches of one kind that run at the same time, together with those of its sub-kinds (`kind:…`); default: as many as there are claims. */
  kindConcurrencyMax?: Readonly<Record<string, number>>
  /** Jobs per claim, and so the most that one handler call gets. */
  batchSizeMax?: number
  /** First wait when nothing is due; doubles up to `pollIntervalMaxMs`. */
  pollIntervalMs?: number
  pollIntervalMaxMs?: number
  /** A dead worker's jobs start again after this; living ones extend it. */
  leaseMs?: number
  /** A batch that is not settled by then is taken from its handler, and its attempts count as failed. */
  runTimeoutMs?: number
  retention?: Retention
  sleep?: Sleep
}

/** Options with their defaults filled in. */
export type WorkerSettings = Required<WorkerOptions>

const dayMs = 24 * 60 * 60_000

export function workerSettings(options: WorkerOptions): WorkerSettings {
  return {
    lists: null,
    name: `worker:${process.pid}`,
    kindConcurrencyMax: {},
    concurrency: 2,
    batchSizeMax: 32,
    pollIntervalMs: 250,
    pollIntervalMaxMs: 1_000,
    leaseMs: 30_000,
    runTimeoutMs: 10 * 60_000,
    retention: { doneMs: dayMs, failedMs: 30 * dayMs },
    sleep: systemSleep,
    ...options,
  }
}
