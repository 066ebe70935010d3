import { systemClock } from '@aura-sign/core'
import {
  countJobs,
  countListed,
  failedList,
  type Pause,
  queueList,
  type RegisteredWorker,
  readPause,
  readWorkers,
} from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import { askRedis } from '@aura-sign/stack'
import { isGone } from './is-gone.ts'

export interface QueueStatus {
  pause: Pause | null
  /** Seen in the last minute; `gone`: killed since. */
  workers: readonly (RegisteredWorker & { gone: boolean })[]
  jobs: {
    due: number
    scheduled: number
    running: number
    dead: number
    /** Due, of a kind that none of the workers knows. */
    unknownKind: number
    /** The same by kind, the most frequent first. */
    unknownKinds: readonly { kind: string; count: number }[]
    oldestDueAgeSeconds: number | null
  }
  /** What `LLEN` says; null without Redis, or when it does not answer. */
  lists: { [queueList]: number; [failedList]: number } | null
  /** Why there are none. */
  listsProblem: string | null
}

const redisTimeoutMs = 3_000
const seenMs = 60_000

/** The queue, its lists and its workers, each from where it is kept. */
export async function readQueueStatus(sql: Sql, options: { redisUrl: string | null }): Promise<QueueStatus> {
  const now = systemClock.now()
  const [pause, workers, counts, listed, lists] = await Promise.all([
    readPause(sql),
    readWorkers(sql, { seenSince: new Date(now.getTime() - seenMs) }),
    countJobs(sql, { now }),
    countListed(sql, { now }),
    readLists(options.redisUrl),
  ])
  return {
    pause,
    workers: workers.map((worker) => ({ ...worker, gone: isGone(worker) })),
    jobs: {
      due: counts.due,
      scheduled: counts.queued - counts.due,
      running: counts.running,
      dead: counts.failed,
      unknownKind: listed.unknown,
      unknownKinds: listed.unknownKinds,
      oldestDueAgeSeconds: counts.oldestDueAgeSeconds,
    },
    ...lists,
  }
}

async function readLists(url: string | null): Promise<Pick<QueueStatus, 'lists' | 'listsProblem'>> {
  if (url === null) return { lists: null, listsProblem: 'this stack has no Redis: workers ask Postgres' }
  try {
    const lengths = await askRedis(url, {
      timeoutMs: redisTimeoutMs,
      use: async (redis) => ({ [queueList]: await redis.llen(queueList), [failedList]: await redis.llen(failedList) }),
    })
    return { lists: lengths ?? null, listsProblem: null }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { lists: null, listsProblem: `Redis gives no lengths (${detail}): workers ask Postgres` }
  }
}
