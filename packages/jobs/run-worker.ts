import { claimJobs } from './claim-jobs.ts'
import { createHeldJobs, type HeldJobs } from './held-jobs.ts'
import type { ClaimedJob } from './job.ts'
import { keepLeases } from './keep-leases.ts'
import { giveBack, runBatch } from './run-batch.ts'
import { createWakeup, type Sleep, type Wakeup } from './wakeup.ts'
import { type WorkerOptions, type WorkerSettings, workerSettings } from './worker-options.ts'

export interface WorkerStats {
  running: number
  claimed: number
  completed: number
  /** Attempts that failed and left the job queued, or cancelled in favour of a newer one. */
  retried: number
  failed: number
  /** Leases that another worker took over, or that were given back while stopping. */
  lost: number
}

export interface Worker {
  /** Looks for work now: call it after committing a job in the same process. */
  wake(): void
  /** Claims nothing more, waits for what runs, then gives back the leases of what still does. */
  stop(options: { drainTimeoutMs: number }): Promise<void>
  stats(): WorkerStats
}

// A stop must end even when the database has gone silent.
const releaseTimeoutMs = 3_000

/** Claims jobs and gives them to their handlers until stopped. Outlives database failures. */
export function runWorker(options: WorkerOptions): Worker {
  const settings = workerSettings(options)
  const stats = { claimed: 0, completed: 0, retried: 0, failed: 0, lost: 0 }
  const held = createHeldJobs()
  const wakeup = createWakeup(settings.sleep)
  const stopping = new AbortController()
  const slots = new Set<Promise<void>>()
  const dispatcher = dispatch({ settings, held, wakeup, stopping: stopping.signal, slots, stats })
  // Leases are kept until the drain is over, which is later than the last claim.
  const drained = new AbortController()
  const keeper = keepLeases({ settings, held, stopping: drained.signal, stats, wake: wakeup.wake })

  async function stop({ drainTimeoutMs }: { drainTimeoutMs: number }): Promise<void> {
    stopping.abort()
    wakeup.wake()
    const settled = dispatcher.then(() => Promise.all(slots))
    await within(settings.sleep, drainTimeoutMs, settled)
    held.abort('stopping')
    drained.abort()
    await within(settings.sleep, releaseTimeoutMs, Promise.all([settled, keeper]))
  }

  return { wake: wakeup.wake, stop, stats: () => ({ ...stats, running: held.all().length }) }
}

interface Dispatch {
  settings: WorkerSettings
  held: HeldJobs
  wakeup: Wakeup
  stopping: AbortSignal
  slots: Set<Promise<void>>
  stats: Omit<WorkerStats, 'running'>
}

async function dispatch({ settings, held, wakeup, stopping, slots, stats }: Dispatch): Promise<void> {
  let idleMs = settings.pollIntervalMs
  while (!stopping.aborted) {
    if (slots.size >= settings.concurrency) {
      await wakeup.wait(settings.pollIntervalMaxMs)
      continue
    }
    const jobs = await claim(settings)
    if (stopping.aborted) {
      await giveBack({ ...settings, stats }, jobs).catch((error: unknown) => {
        settings.logger.error({ err: error }, 'could not give back leases; they run out by themselves')
      })
      return
    }
    if (jobs.length === 0) {
      await wakeup.wait(idleMs)
      idleMs = Math.min(idleMs * 2, settings.pollIntervalMaxMs)
      continue
    }
    idleMs = settings.pollIntervalMs
    stats.claimed += jobs.length
    const slot = runClaim({ settings, held, stats }, jobs).finally(() => {
      slots.delete(slot)
      wakeup.wake()
    })
    slots.add(slot)
  }
}

async function claim(settings: WorkerSettings): Promise<ClaimedJob[]> {
  const { sql, clock, leaseMs, batchSizeMax } = settings
  try {
    return await claimJobs(sql, { kinds: Object.keys(settings.handlers), batchSizeMax, leaseMs, now: clock.now() })
  } catch (error) {
    settings.logger.error({ err: error }, 'could not claim jobs')
    return []
  }
}

/** Runs a claim, one handler call per kind in it. */
async function runClaim(
  { settings, held, stats }: Pick<Dispatch, 'settings' | 'held' | 'stats'>,
  jobs: readonly ClaimedJob[],
): Promise<void> {
  const batches = Object.entries(Object.groupBy(jobs, (job) => job.kind))
  await Promise.all(
    batches.map(async ([kind, batch = []]) => {
      const handler = settings.handlers[kind]
      if (handler) await runBatch({ ...settings, held, stats }, { handler, jobs: batch, kind })
    }),
  )
}

async function within(sleep: Sleep, durationMs: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  await Promise.race([work.finally(() => done.abort()), sleep(durationMs, done.signal)])
}
