import { hostname } from 'node:os'
import type { Clock, Logger } from '@aura-sign/core'
import { type Embedder, embeddingJobKind, embedStatements } from '@aura-sign/identity'
import { runWorker, testJobKind, type WorkerStats } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import type { WorkerConfig } from './config.ts'
import { testHandler } from './test-handler.ts'

export interface WorkerDependencies {
  sql: Sql
  embedder: Embedder
  logger: Logger
  clock: Clock
  config: WorkerConfig
}

export interface RunningWorker {
  /** Looks for work now: call it after committing a job in the same process. */
  wake(): void
  /** Finishes the jobs in hand within the bound (default WORKER_DRAIN_SECONDS), then gives the others back. */
  stop(options?: { drainTimeoutMs?: number }): Promise<void>
  stats(): WorkerStats
}

/** Runs the jobs of this release: embeddings and the smoke tests' test job. */
export function startWorker({ sql, embedder, logger, clock, config }: WorkerDependencies): RunningWorker {
  const worker = runWorker({
    sql,
    handlers: {
      [embeddingJobKind]: embedStatements(sql, embedder),
      [testJobKind]: testHandler({ worker: `${hostname()}:${process.pid}` }),
    },
    logger: logger.child({ component: 'worker' }),
    clock,
    random: Math.random,
    concurrency: config.WORKER_CONCURRENCY,
    batchSizeMax: config.WORKER_BATCH_SIZE,
    leaseMs: config.WORKER_LEASE_SECONDS * 1_000,
  })
  return {
    wake: worker.wake,
    stop: (options) => worker.stop({ drainTimeoutMs: options?.drainTimeoutMs ?? config.WORKER_DRAIN_SECONDS * 1_000 }),
    stats: worker.stats,
  }
}
