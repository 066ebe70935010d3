import { extendLeases } from './claim-jobs.ts'
import type { HeldJobs } from './held-jobs.ts'
import { listReturned } from './lists/list-returned.ts'
import { deleteFinishedJobs, sweepBatchMax, sweepJobs } from './sweep-jobs.ts'
import type { WorkerSettings } from './worker-options.ts'
import { registerWorker } from './worker-registry.ts'

const heartbeatsPerLease = 3
/** Whoever was not seen for a minute counts as gone, however long its leases are. */
const unseenMsMax = 20_000
const deleteBatchMax = 500
const batchesShareMax = 0.1

/**
 * The worker's housekeeping, at least three times per lease: extends the leases it holds, returns those of dead workers to
 * the queue, deletes jobs past their retention. Ends when `stopping` aborts; never rejects.
 */
export async function keepLeases(options: Keeping & { stopping: AbortSignal; wake: () => void }): Promise<void> {
  const { settings, stopping, wake } = options
  const { sql, clock, retention, logger, lists } = settings
  const startedAt = clock.now()
  while (!stopping.aborted) {
    try {
      abortOverdue(options)
      await extendHeld(options)
      await register(options, startedAt)
      await inBatches(settings, sweepBatchMax, async () => {
        const swept = await sweepJobs(sql, { now: clock.now() })
        if (swept.size === 0) return 0
        listReturned(lists, { states: swept, runAt: clock.now() })
        logger.warn({ jobs: swept.size }, 'returned jobs of a worker that stopped or stalled')
        wake()
        return swept.size
      })
      await inBatches(settings, deleteBatchMax, () =>
        deleteFinishedJobs(sql, { now: clock.now(), retention, limit: deleteBatchMax }),
      )
    } catch (error) {
      logger.error({ err: error }, 'could not keep leases')
    }
    await settings.sleep(Math.min(settings.leaseMs / heartbeatsPerLease, unseenMsMax), stopping)
  }
}

/** Repeats what takes a full batch, for a tenth of a lease at most: then this worker's own leases have to be extended. */
async function inBatches(
  { clock, leaseMs }: WorkerSettings,
  batchMax: number,
  takeBatch: () => Promise<number>,
): Promise<void> {
  const endMs = clock.monotonicMs() + leaseMs * batchesShareMax
  while ((await takeBatch()) === batchMax && clock.monotonicMs() < endMs);
}

interface Keeping {
  settings: WorkerSettings
  held: HeldJobs
  stats: { lost: number }
  workerId: string
}

async function register({ settings, held, workerId }: Keeping, startedAt: Date): Promise<void> {
  await registerWorker(settings.sql, {
    workerId,
    name: settings.name,
    kinds: Object.keys(settings.handlers),
    startedAt,
    seenAt: settings.clock.now(),
    running: held.all().length,
  })
}

/** Takes batches that run for too long from their handlers; the attempt counts as failed. */
function abortOverdue({ settings, held }: Keeping): void {
  const overdue = held.abort('overdue', settings.clock.monotonicMs() - settings.runTimeoutMs)
  if (overdue.length === 0) return
  settings.logger.error({ jobIds: overdue.map((job) => job.jobId) }, 'jobs took too long')
}

async function extendHeld({ settings, held, stats }: Keeping): Promise<void> {
  const jobs = held.all()
  if (jobs.length === 0) return
  const extended = await extendLeases(settings.sql, { jobs, leaseMs: settings.leaseMs, now: settings.clock.now() })
  // Those settled while the statement ran are no longer held and not lost.
  const lost = jobs.filter((job) => !extended.has(job.jobId) && held.has(job))
  if (lost.length === 0) return
  held.lose(lost)
  stats.lost += lost.length
  settings.logger.warn({ jobIds: lost.map((job) => job.jobId) }, 'leases lost to another worker')
}
