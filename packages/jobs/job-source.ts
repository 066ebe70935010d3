import { claimJobs } from './claim-jobs.ts'
import { claimListedJobs } from './claim-listed-jobs.ts'
import type { ClaimedJob } from './job.ts'
import type { JobLists } from './lists/open-job-lists.ts'
import { readPause } from './pause-workers.ts'
import type { Wakeup } from './wakeup.ts'
import type { WorkerSettings } from './worker-options.ts'

/** Never rejects. */
export type Claim = () => Promise<ClaimedJob[]>

/** Where a worker gets its jobs from: the lists in Redis while they answer, the table at any other time. */
export interface JobSource {
  /** Claims jobs of these kinds when it is called; null after a while without any. `all`: no kind is left out. */
  next(kinds: readonly string[], options: { all: boolean }): Promise<Claim | null>
  /** Gives back what was taken from a list and not claimed. */
  close(): Promise<void>
}

/** While ids are taken that name no free job, the table is asked this often: the job may wait behind another of its key. */
const tableIntervalMs = 250

export function createJobSource(
  settings: WorkerSettings,
  { wakeup, stats }: { wakeup: Wakeup; stats: { listed: number } },
): JobSource {
  const { lists, pollIntervalMs, pollIntervalMaxMs, batchSizeMax, clock, logger } = settings
  let idleMs = pollIntervalMs
  // The table is asked first: what was committed while no worker ran may be in no list yet.
  let askTable = true
  let tableAskedMs = Number.NEGATIVE_INFINITY
  let paused = false
  let popping: Promise<string[] | null> | null = null

  const idle = async () => {
    await wakeup.wait(idleMs)
    idleMs = Math.min(idleMs * 2, pollIntervalMaxMs)
  }
  const claimOptions = (kinds: readonly string[]) => ({ kinds, leaseMs: settings.leaseMs, now: clock.now() })

  async function fromTable(kinds: readonly string[], mayPop: boolean): Promise<Claim | null> {
    tableAskedMs = clock.monotonicMs()
    try {
      const jobs = await claimJobs(settings.sql, { ...claimOptions(kinds), batchSizeMax })
      // A full batch: there is more, which the lists may not know of.
      askTable = jobs.length === batchSizeMax
      if (jobs.length > 0) idleMs = pollIntervalMs
      else if (paused || !mayPop) {
        await idle()
        if (paused) await heedPause(() => undefined)
      }
      return jobs.length > 0 ? async () => jobs : null
    } catch (error) {
      logger.error({ err: error }, 'could not claim jobs')
      await idle()
      return null
    }
  }

  async function fromList(jobLists: JobLists, kinds: readonly string[]): Promise<Claim | null> {
    popping ??= jobLists.pop(batchSizeMax)
    const ids = await firstOf(popping, wakeup, pollIntervalMaxMs)
    if (ids !== undefined) popping = null
    // Woken, nothing there, or Redis is gone: the table knows.
    if (!ids || ids.length === 0) {
      askTable = true
      // Only the connection that takes from the list is down: not at once again.
      if (ids === null) await idle()
      return null
    }
    return () => claimListed(jobLists, { ids, kinds })
  }

  async function claimListed(
    jobLists: JobLists,
    { ids, kinds }: { ids: readonly string[]; kinds: readonly string[] },
  ): Promise<ClaimedJob[]> {
    try {
      const jobs = await claimListedJobs(settings.sql, { ...claimOptions(kinds), jobIds: ids })
      stats.listed += jobs.length
      if (jobs.length === 0) await heedPause(() => putBack(jobLists, ids))
      if (jobs.length < ids.length && clock.monotonicMs() - tableAskedMs >= tableIntervalMs) askTable = true
      return jobs
    } catch (error) {
      logger.error({ err: error }, 'could not claim jobs')
      putBack(jobLists, ids)
      await idle()
      return []
    }
  }

  /** While workers are paused nothing is taken from the list, for it would only be put back. */
  async function heedPause(onPaused: () => void): Promise<void> {
    paused = (await readPause(settings.sql)) !== null
    if (paused) onPaused()
  }

  const putBack = (jobLists: JobLists, ids: readonly string[]) =>
    jobLists.push(ids.map((jobId) => ({ jobId, priority: 1, runAt: new Date(0) })))

  return {
    async next(kinds, { all }) {
      // Where a kind is left out, the list is not asked: it would give what cannot be claimed.
      const poppable = all && lists?.available() ? lists : null
      if (!poppable || askTable || paused) return await fromTable(kinds, poppable !== null)
      return await fromList(poppable, kinds)
    },
    async close() {
      if (!lists || !popping) return
      lists.interrupt()
      const ids = await popping
      if (ids) putBack(lists, ids)
    },
  }
}

/** What was taken; undefined when the wait ended first. */
async function firstOf<T>(taking: Promise<T>, wakeup: Wakeup, durationMs: number): Promise<T | undefined> {
  const waiting = wakeup.wait(durationMs)
  const first = await Promise.race([taking.then((taken) => ({ taken })), waiting.then(() => null)])
  if (!first) return undefined
  wakeup.wake()
  await waiting
  return first.taken
}
