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
/**
 * While a kind is left out because it runs as often as it may, the table is asked for the others, past all the rows of that kind: not more
 * often than this, and a tenth of the time at most.
 */
const othersIntervalMs = 250
const othersShareMax = 0.1

export function createJobSource(
  settings: WorkerSettings,
  { wakeup, stats }: { wakeup: Wakeup; stats: { listed: number } },
): JobSource {
  const { lists, pollIntervalMs, pollIntervalMaxMs, batchSizeMax, clock, logger } = settings
  let idleMs = pollIntervalMs
  // The table is asked first: what was committed while no worker ran may be in no list yet.
  let askTable = true
  // Its last answer was a full batch. The rest is most often listed, and taken from there; where it is not, the table is asked on.
  let tableHasMore = false
  let tableAskedMs = Number.NEGATIVE_INFINITY
  let paused = false
  let popping: Promise<string[] | null> | null = null
  let othersAskedMs = Number.NEGATIVE_INFINITY
  let othersRestMs = 0

  const idle = async () => {
    await wakeup.wait(idleMs)
    idleMs = Math.min(idleMs * 2, pollIntervalMaxMs)
  }
  const claimOptions = (kinds: readonly string[]) => ({ kinds, leaseMs: settings.leaseMs, now: clock.now() })

  /** One at a time, until it is known that there is more. */
  async function fromTable(kinds: readonly string[], mayPop: boolean): Promise<Claim | null> {
    const jobs = await claimFromTable(kinds)
    if (!jobs) return null
    if (jobs.length > 0) idleMs = pollIntervalMs
    else if (paused || !mayPop) {
      await idle()
      if (paused) await heedPause(() => undefined)
    }
    return jobs.length > 0 ? async () => jobs : null
  }

  async function claimFromTable(kinds: readonly string[]): Promise<ClaimedJob[] | null> {
    tableAskedMs = clock.monotonicMs()
    try {
      const jobs = await claimJobs(settings.sql, { ...claimOptions(kinds), batchSizeMax })
      askTable = false
      tableHasMore = jobs.length === batchSizeMax
      return jobs
    } catch (error) {
      tableHasMore = false
      logger.error({ err: error }, 'could not claim jobs')
      await idle()
      return null
    }
  }

  /** What waits of the kinds that are free, while another is not. */
  async function ofOthers(kinds: readonly string[]): Promise<Claim | null> {
    const startedMs = clock.monotonicMs()
    const waitMs = othersAskedMs + othersRestMs - startedMs
    if (waitMs > 0) {
      await wakeup.wait(waitMs)
      return null
    }
    try {
      const jobs = await claimJobs(settings.sql, { ...claimOptions(kinds), batchSizeMax })
      othersAskedMs = clock.monotonicMs()
      const isRest = jobs.length < batchSizeMax
      othersRestMs = isRest ? Math.max(othersIntervalMs, (othersAskedMs - startedMs) / othersShareMax) : 0
      return jobs.length > 0 ? async () => jobs : null
    } catch (error) {
      logger.error({ err: error }, 'could not claim jobs')
      await idle()
      return null
    }
  }

  async function fromList(jobLists: JobLists, kinds: readonly string[]): Promise<Claim | null> {
    const ids = await takeIds(jobLists)
    if (ids && ids.length > 0) return () => claimListed(jobLists, { ids, kinds })
    if (tableHasMore) return async () => (await claimFromTable(kinds)) ?? []
    // Woken, nothing there, or Redis is gone: the table knows.
    askTable = true
    // Only the connection that takes from the list is down: not at once again.
    if (ids === null) await idle()
    return null
  }

  /** Undefined when something else woke the worker. */
  async function takeIds(jobLists: JobLists): Promise<string[] | null | undefined> {
    if (tableHasMore && !popping) return await jobLists.pop(batchSizeMax, { wait: false })
    popping ??= jobLists.pop(batchSizeMax, { wait: true })
    const ids = await firstOf(popping, wakeup, tableHasMore ? 0 : pollIntervalMaxMs)
    if (ids !== undefined) popping = null
    return ids
  }

  async function claimListed(
    jobLists: JobLists,
    { ids, kinds }: { ids: readonly string[]; kinds: readonly string[] },
  ): Promise<ClaimedJob[]> {
    try {
      const jobs = await claimListedJobs(settings.sql, { ...claimOptions(kinds), jobIds: ids })
      stats.listed += jobs.length
      if (jobs.length === 0) await heedPause(() => jobLists.putBack(ids))
      if (jobs.length < ids.length && clock.monotonicMs() - tableAskedMs >= tableIntervalMs) askTable = true
      return jobs
    } catch (error) {
      logger.error({ err: error }, 'could not claim jobs')
      jobLists.putBack(ids)
      await idle()
      return []
    }
  }

  /** While workers are paused nothing is taken from the list, for it would only be put back. */
  async function heedPause(onPaused: () => void): Promise<void> {
    paused = (await readPause(settings.sql)) !== null
    if (paused) onPaused()
  }

  return {
    async next(kinds, { all }) {
      // Where a kind is left out, the list is not asked: it would give what cannot be claimed.
      if (!all) return await ofOthers(kinds)
      const poppable = lists?.available() ? lists : null
      if (poppable && !askTable && !paused) return await fromList(poppable, kinds)
      if (tableHasMore && !askTable && !paused) return async () => (await claimFromTable(kinds)) ?? []
      return await fromTable(kinds, poppable !== null)
    },
    async close() {
      if (!lists || !popping) return
      lists.interrupt()
      const ids = await popping
      if (ids) lists.putBack(ids)
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
