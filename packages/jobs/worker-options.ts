import { type Clock, type Logger, sleep as systemSleep } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import type { JobHandler } from './job.ts'
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
  /** Claims that run at the same time. */
  concurrency?: number
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
