import { hostname } from 'node:os'
import { type Clock, type Logger, sleep } from '@aura-sign/core'
import {
  type ChainClient,
  checkVectors,
  type Embedder,
  embeddingExpiryJobKind,
  embeddingJobKind,
  embeddingKindOf,
  embedStatements,
  expireEmbeddings,
  journalAttestations,
  journalJobKind,
} from '@aura-sign/identity/worker'
import { type JobLists, runWorker, testJobKind, type WorkerStats } from '@aura-sign/jobs'
import { type MetricsRegistry, observeEmbedder, startVectorMetrics, workerMetrics } from '@aura-sign/metrics'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import type { WorkerConfig } from './config.ts'
import { testHandler } from './test-handler.ts'
import { watchEmbeddings } from './watch-embeddings.ts'
import { watchJournal } from './watch-journal.ts'

export interface WorkerDependencies {
  sql: Sql
  embedder: Embedder
  logger: Logger
  clock: Clock
  config: WorkerConfig
  metrics?: MetricsRegistry
  /** Where signed copies of attestations go; without one another worker copies them. */
  journalStore?: ObjectStore | null
  /** Nodes by chain id, which decide whether a contract wallet signed what is copied; what none can tell is copied all the same. */
  chains?: ReadonlyMap<number, ChainClient>
  /** The job lists in Redis; without them jobs come from the table. */
  lists?: JobLists | null
  /** Between two looks for vectors of this model that are missing; default: a minute. */
  embeddingsIntervalMs?: number
}

export interface RunningWorker {
  /** Resolves when all statements without a vector of this embedder's model are queued, or could not be. */
  enqueued: Promise<void>
  /** Looks for work now: call it after committing a job in the same process. */
  wake(): void
  /** Finishes the jobs in hand within the bound (default WORKER_DRAIN_SECONDS), then gives the others back. */
  stop(options?: { drainTimeoutMs?: number }): Promise<void>
  stats(): WorkerStats
}

/** Each takes a search that compares all vectors: few, and seldom. */
const recallSample = 20
const recallIntervalMs = 15 * 60_000
const recallTimeoutMs = 60_000
// A stop must end even when the database has gone silent.
const enqueueStopTimeoutMs = 3_000

/**
 * Runs the jobs of this release: embeddings and the smoke tests' test job. Meanwhile queues the embeddings that a
 * change of embedder, or a restore, has left to be computed.
 */
export function startWorker(dependencies: WorkerDependencies): RunningWorker {
  const { sql, logger, clock, config, metrics, journalStore, chains } = dependencies
  const embedder = metrics ? observeEmbedder(metrics, dependencies.embedder) : dependencies.embedder
  const workerLogger = logger.child({ component: 'worker' })
  const name = `${hostname()}:${process.pid}`
  const { model } = embedder
  const embed = embedStatements(sql, embedder)
  const worker = runWorker({
    sql,
    handlers: {
      [embeddingJobKind]: embed,
      [embeddingKindOf(model)]: embed,
      [embeddingExpiryJobKind]: expireEmbeddings(),
      ...(journalStore && { [journalJobKind]: journalAttestations(sql, journalStore, chains && { chains }) }),
      [testJobKind]: testHandler({ worker: name }),
    },
    lists: dependencies.lists ?? null,
    name,
    logger: workerLogger,
    clock,
    random: Math.random,
    // An embedding service that hangs must not keep all else waiting: copies owed to the backup store, expiries, the test job.
    concurrency: config.WORKER_CONCURRENCY + 1,
    kindConcurrencyMax: { [embeddingJobKind]: config.WORKER_CONCURRENCY },
    batchSizeMax: config.WORKER_BATCH_SIZE,
    leaseMs: config.WORKER_LEASE_SECONDS * 1_000,
  })
  if (metrics) workerMetrics(metrics, worker.stats)
  const stopping = new AbortController()
  const vectors =
    metrics &&
    startVectorMetrics(metrics, {
      ...{ intervalMs: recallIntervalMs, timeoutMs: recallTimeoutMs },
      read: () => checkVectors(sql, { model, sample: recallSample, now: clock.now(), signal: stopping.signal }),
    })
  const journal = journalStore ? watchJournal(sql, { clock, logger: workerLogger, onEnqueued: worker.wake }) : null
  const { embeddingsIntervalMs: intervalMs } = dependencies
  const embeddings = watchEmbeddings(sql, {
    ...{ model, clock, logger: workerLogger, onEnqueued: worker.wake },
    ...(intervalMs !== undefined && { intervalMs }),
  })

  async function stop(options?: { drainTimeoutMs?: number }): Promise<void> {
    stopping.abort()
    const looked = embeddings.stop()
    await vectors?.stop()
    await journal?.stop()
    await worker.stop({ drainTimeoutMs: options?.drainTimeoutMs ?? config.WORKER_DRAIN_SECONDS * 1_000 })
    const ended = new AbortController()
    await Promise.race([looked.finally(() => ended.abort()), sleep(enqueueStopTimeoutMs, ended.signal)])
  }

  return {
    enqueued: embeddings.first,
    wake: worker.wake,
    stop,
    stats: worker.stats,
  }
}
