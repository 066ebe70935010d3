import { randomUUID } from 'node:crypto'
import type { Clock, Logger } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import type { Redis } from 'ioredis'
import type { Sleep } from '../wakeup.ts'
import { compareList } from './compare-list.ts'
import { countListed } from './count-listed.ts'
import { bulkMark, failedList, queueList } from './listed-job.ts'
import type { JobLists } from './open-job-lists.ts'
import { rebuildList } from './rebuild-list.ts'

export interface KeepListsOptions {
  sql: Sql
  lists: JobLists
  clock: Clock
  logger: Logger
  sleep: Sleep
}

const turnMs = 500
/** Longer than any turn; one keeper that dies amid its turn holds up the others for so long. */
const turnLockMs = 15_000
/** Of the time, what comparing may take at most: counting a million rows every second would be most of the load. */
const shareMax = 0.1
/** Lists up to here are compared whenever they differ. */
const shortMax = 2_000
/**
 * Longer ones, up to here, when they differ by much, or by the same number on two turns: what only looks so while jobs come and go has changed
 * by then. Those above only when they differ by much, or for long.
 */
const confirmedMax = 100_000
const confirmMs = 150
const differenceShareMax = 0.05
const compareIntervalMs = 10_000
const bulkMarkMs = 10_000

/**
 * Makes the lists say what the rows say, until `stopping` aborts; never rejects. Of any number of keepers one has its turn at a
 * time. What Redis lost, what could not be pushed, what has become due and what a dead worker took is pushed again; what is no
 * longer due is removed.
 */
export async function keepLists(options: KeepListsOptions, stopping: AbortSignal): Promise<void> {
  const { clock, logger, sleep } = options
  const id = randomUUID()
  let comparedMs = Number.NEGATIVE_INFINITY
  let restMs = turnMs
  const differences = new Map<string, number>()
  while (!stopping.aborted) {
    const startedMs = performance.now()
    let leastMs = turnMs
    try {
      const now = clock.monotonicMs()
      const isTime = now - comparedMs >= compareIntervalMs
      const turn = await options.lists.use((redis) => takeTurn(redis, options, { id, isTime, differences }))
      if (turn?.compared) comparedMs = now
      leastMs = turn?.doubtful ? confirmMs : turnMs
    } catch (error) {
      logger.warn({ err: error }, 'could not compare the job lists with the jobs')
    }
    restMs = Math.max(leastMs, (performance.now() - startedMs) / shareMax)
    await sleep(Math.min(restMs, compareIntervalMs), stopping)
  }
}

async function takeTurn(
  redis: Redis,
  { sql, clock, logger }: KeepListsOptions,
  { id, isTime, differences }: { id: string; isTime: boolean; differences: Map<string, number> },
): Promise<{ compared: boolean; doubtful: boolean }> {
  const lock = `${queueList}:keeper`
  if ((await redis.set(lock, id, 'PX', turnLockMs, 'NX')) === null) return { compared: false, doubtful: false }
  let compared = false
  let doubtful = false
  try {
    const [queueLength, failedLength] = await Promise.all([lengthOf(redis, queueList), lengthOf(redis, failedList)])
    const counts = await countListed(sql, { now: clock.now() })
    if (counts.low > 0) await redis.set(bulkMark, '1', 'PX', bulkMarkMs)
    for (const { list, length, due } of [
      { list: queueList, length: queueLength, due: counts.due },
      { list: failedList, length: failedLength, due: counts.failed },
    ] as const) {
      const difference = Math.abs(length - due)
      if (difference === 0) differences.delete(list)
      if (difference === 0 && !isTime) continue
      const longest = Math.max(length, due)
      if (longest > shortMax && difference <= longest * differenceShareMax && !isTime) {
        const isConfirmed = differences.get(list) === length - due
        differences.set(list, length - due)
        if (longest > confirmedMax) continue
        doubtful ||= !isConfirmed
        if (!isConfirmed) continue
      }
      differences.delete(list)
      if (difference > shortMax) {
        const count = await rebuildList(redis, sql, { list, kinds: counts.kinds, now: clock.now() })
        logger.warn({ list, had: length, has: count }, 'rebuilt a job list from the jobs')
      } else {
        await compareList(redis, sql, { list, kinds: counts.kinds, now: clock.now() })
      }
      compared = true
    }
  } finally {
    await redis.eval("if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end", 1, lock, id)
  }
  return { compared: compared || isTime, doubtful }
}

/** A key of another type, which no list can come to be of, is removed: the list is written anew then. */
async function lengthOf(redis: Redis, list: string): Promise<number> {
  try {
    return await redis.llen(list)
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('WRONGTYPE'))) throw error
    await redis.unlink(list)
    return 0
  }
}
