import { randomUUID } from 'node:crypto'
import { createHeldJobs, type HeldJobs } from './held-jobs.ts'
import type { ClaimedJob, JobHandler } from './job.ts'
import { createJobSource } from './job-source.ts'
import { keepLeases } from './keep-leases.ts'
import { keepLists } from './lists/keep-lists.ts'
import type { JobLists } from './lists/open-job-lists.ts'
import { giveBack, runBatch } from './run-batch.ts'
import { createWakeup, type Sleep, type Wakeup } from './wakeup.ts'
import { type WorkerOptions, type WorkerSettings, workerSettings } from './worker-options.ts'
import { unregisterWorker } from './worker-registry.ts'

export interface WorkerStats {
  running: number
  claimed: number
  /** Of the claimed: through the lists in Redis; the others were found in the table. */
  listed: number
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
  const stats = { claimed: 0, listed: 0, completed: 0, retried: 0, failed: 0, lost: 0 }
  const held = createHeldJobs()
  const wakeup = createWakeup(settings.sleep)
  const stopping = new AbortController()
  const slots = new Set<Promise<void>>()
  const { lists } = settings
  const dispatcher = dispatch({ settings, held, wakeup, stopping: stopping.signal, slots, stats, lists })
  // Leases are kept until the drain is over, which is later than the last claim.
  const drained = new AbortController()
  const workerId = randomUUID()
  const keeper = keepLeases({ settings, held, stopping: drained.signal, stats, workerId, wake: wakeup.wake })
  const listKeeper = lists && keepLists({ ...settings, lists }, stopping.signal)

  async function stop({ drainTimeoutMs }: { drainTimeoutMs: number }): Promise<void> {
    stopping.abort()
    wakeup.wake()
    const settled = dispatcher.then(() => Promise.all(slots))
    await within(settings.sleep, drainTimeoutMs, settled)
    held.abort('stopping')
    drained.abort()
    const gone = keeper.then(() => unregisterWorker(settings.sql, workerId)).catch(() => undefined)
    await within(settings.sleep, releaseTimeoutMs, Promise.all([settled, gone, listKeeper]))
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
  lists: JobLists | null
}

async function dispatch({ settings, held, wakeup, stopping, slots, stats, lists }: Dispatch): Promise<void> {
  const source = createJobSource(settings, { wakeup, stats })
  const kinds = limitKinds(settings)
  while (!stopping.aborted) {
    const free = kinds.free()
    if (slots.size >= settings.concurrency || free.length === 0) {
      await wakeup.wait(settings.pollIntervalMaxMs)
      continue
    }
    const claim = await source.next(free, { all: free.length === kinds.count }).catch(async (error: unknown) => {
      settings.logger.error({ err: error }, 'could not look for jobs')
      await wakeup.wait(settings.pollIntervalMaxMs)
      return null
    })
    if (!claim) continue
    const claimed = claim()
    const slot = claimed
      .then((jobs) => runOrReturn({ settings, held, stats, lists, stopping, kinds }, jobs))
      .finally(() => {
        slots.delete(slot)
        wakeup.wake()
      })
    slots.add(slot)
    // Where kinds are limited the next claim has to know what this one brings, which the slot notes first.
    if (kinds.limited) await claimed
  }
  await source.close()
}

/** Runs what was claimed; what a stop came before is given back. Never rejects. */
async function runOrReturn(
  dispatch: Pick<Dispatch, 'settings' | 'held' | 'stats' | 'lists' | 'stopping'> & { kinds: KindLimits },
  jobs: readonly ClaimedJob[],
): Promise<void> {
  const { settings, stats, lists, stopping, kinds } = dispatch
  if (jobs.length === 0) return
  if (stopping.aborted) {
    await giveBack({ ...settings, stats, lists }, jobs).catch((error: unknown) => {
      settings.logger.error({ err: error }, 'could not give back leases; they run out by themselves')
    })
    return
  }
  stats.claimed += jobs.length
  const ended = kinds.start(jobs)
  await runClaim(dispatch, jobs)
  ended()
}

/** `embedding:some-model` burdens the same service as `embedding`. */
function familyOf(kind: string): string {
  return kind.split(':', 1)[0] ?? kind
}

type KindLimits = ReturnType<typeof limitKinds>

/** Keeps count of the batches of each kind that run. */
function limitKinds({ handlers, kindConcurrencyMax }: WorkerSettings) {
  const kinds = Object.keys(handlers)
  const running = new Map<string, number>()
  const add = (kind: string, count: number) => running.set(kind, (running.get(kind) ?? 0) + count)
  return {
    count: kinds.length,
    limited: Object.keys(kindConcurrencyMax).length > 0,
    free: () =>
      kinds.filter((kind) => {
        const family = familyOf(kind)
        return (running.get(family) ?? 0) < (kindConcurrencyMax[family] ?? Number.POSITIVE_INFINITY)
      }),
    start(jobs: readonly ClaimedJob[]) {
      const started = new Set(jobs.map((job) => familyOf(job.kind)))
      for (const kind of started) add(kind, 1)
      return () => {
        for (const kind of started) add(kind, -1)
      }
    },
  }
}

/** Runs a claim, one handler call per kind in it; those of one family, which have one place, one after the other. */
async function runClaim(
  { settings, held, stats, lists }: Pick<Dispatch, 'settings' | 'held' | 'stats' | 'lists'>,
  jobs: readonly ClaimedJob[],
): Promise<void> {
  const families = new Map<string, Promise<unknown>>()
  for (const [kind, batch = []] of Object.entries(Object.groupBy(jobs, (job) => job.kind))) {
    const handler = settings.handlers[kind]
    if (!handler) continue
    const before = families.get(familyOf(kind))
    const inTurn = before ? handleAfter(before, handler) : handler
    const run = runBatch({ ...settings, held, stats, lists }, { handler: inTurn, jobs: batch, kind })
    families.set(familyOf(kind), Promise.all([before, run]))
  }
  await Promise.all(families.values())
}

/** Begins when `before` has ended. Its jobs are held while they wait: their leases are kept, and a stop gives them back. */
function handleAfter(before: Promise<unknown>, handler: JobHandler): JobHandler {
  return async (jobs, context) => {
    await before
    context.signal.throwIfAborted()
    await handler(jobs, context)
  }
}

async function within(sleep: Sleep, durationMs: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  await Promise.race([work.finally(() => done.abort()), sleep(durationMs, done.signal)])
}
