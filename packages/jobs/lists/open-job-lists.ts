import { isUuid, type Logger } from '@aura-sign/core'
import { Redis } from 'ioredis'
import { failedList, type ListedJob, queueList } from './listed-job.ts'
import { pushJobs } from './push-jobs.ts'

/** The job lists in one Redis. Nothing here throws: what Redis does not take or give, workers find in Postgres. */
export interface JobLists extends AsyncDisposable {
  /** Whether Redis answers, as far as is known; connects by itself when it is back. */
  available(): boolean
  /** Pushes the ids of committed jobs that are due, without waiting for it. */
  push(jobs: readonly ListedJob[]): void
  /** Puts ids that were taken, and not claimed, back to where they were, without waiting for it. */
  putBack(jobIds: readonly string[]): void
  /** Pushes the ids of jobs that are dead, without waiting for it. */
  pushFailed(jobIds: readonly string[]): void
  /** Takes up to `countMax` ids; with `wait`, waits a second at most for the first. Null when Redis does not answer. */
  pop(countMax: number, options: { wait: boolean }): Promise<string[] | null>
  /** Ends a `pop` that waits. */
  interrupt(): void
  /** Lends the connection; null when Redis does not answer, or refuses. */
  use<T>(commands: (redis: Redis) => Promise<T>): Promise<T | null>
}

export interface JobListsOptions {
  url: string
  logger: Logger
}

const connectTimeoutMs = 2_000
const commandTimeoutMs = 2_000
const popSeconds = 1
const popTimeoutMs = popSeconds * 1_000 + commandTimeoutMs
const reconnectMsMax = 1_000
/** Ids per command: longer ones would hold up whoever else asks Redis. */
const pushedMax = 1_000
/** Ids that wait to be sent; those above it are left to the keeper of the lists. */
const waitingMax = 20_000

/** Opens the lists; connects in the background and again whenever the connection is lost. Needs Redis 7 (`LMPOP`). */
export function openJobLists({ url, logger }: JobListsOptions): JobLists {
  const link = openLink({ url, logger, commandTimeoutMs })
  // A connection of its own: the others would wait behind a command that waits.
  let popLink: Link | null = null
  const queued: ListedJob[] = []
  const taken: string[] = []
  const failed: string[] = []
  let sending: Promise<void> | null = null

  const send = async () => {
    // One turn later: what one turn of the loop commits goes in one command.
    await Promise.resolve()
    while (taken.length + queued.length + failed.length > 0) {
      const back = taken.splice(0, pushedMax)
      const jobs = queued.splice(0, pushedMax)
      const dead = failed.splice(0, pushedMax)
      const sent = await link.use(async (redis) => {
        if (back.length > 0) await redis.lpush(queueList, ...back.reverse())
        if (jobs.length > 0) await pushJobs(redis, jobs)
        if (dead.length > 0) await redis.rpush(failedList, ...dead)
        return true
      })
      if (sent === null) {
        // The keeper compares lists and rows anyway once Redis is back.
        taken.length = 0
        queued.length = 0
        failed.length = 0
      }
    }
  }
  const enqueue = <T>(waiting: T[], entries: readonly T[]) => {
    if (!link.available()) return
    waiting.push(...entries.slice(0, Math.max(0, waitingMax - waiting.length)))
    if (waiting.length === 0) return
    sending ??= send().finally(() => {
      sending = null
    })
  }

  return {
    available: link.available,
    use: link.use,
    push(jobs) {
      const now = Date.now()
      enqueue(
        queued,
        jobs.filter(({ runAt }) => runAt.getTime() <= now),
      )
    },
    putBack: (jobIds) => enqueue(taken, jobIds),
    pushFailed: (jobIds) => enqueue(failed, jobIds),
    async pop(countMax, { wait }) {
      if (!wait) {
        const popped = await link.use((redis) => redis.call('LMPOP', 1, queueList, 'LEFT', 'COUNT', countMax))
        return popped === null && !link.available() ? null : idsIn(popped)
      }
      popLink ??= openLink({ url, logger, commandTimeoutMs: popTimeoutMs })
      const used = popLink
      await used.ready()
      const popped = await used.use(
        async (redis) => await redis.call('BLMPOP', popSeconds, 1, queueList, 'LEFT', 'COUNT', countMax),
      )
      if (popped === null) return used.available() ? [] : null
      return idsIn(popped)
    },
    interrupt() {
      popLink?.close()
      popLink = null
    },
    async [Symbol.asyncDispose]() {
      // Bounded by the timeouts of the commands in it.
      await sending
      popLink?.close()
      link.close()
    },
  }
}

/** The answer of BLMPOP and LMPOP: the list's name and what was taken. What is no id was pushed by somebody else, and is gone now. */
function idsIn(answer: unknown): string[] {
  const ids = Array.isArray(answer) ? answer[1] : null
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string' && isUuid(id)) : []
}

interface Link {
  available(): boolean
  /** Resolves when it is connected, or no attempt of it is under way. */
  ready(): Promise<void>
  use<T>(commands: (redis: Redis) => Promise<T>): Promise<T | null>
  close(): void
}

/** One connection that tells at once when it is down, and comes back by itself. */
function openLink(options: { url: string; logger: Logger; commandTimeoutMs: number }): Link {
  const { logger } = options
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    connectTimeout: connectTimeoutMs,
    commandTimeout: options.commandTimeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), reconnectMsMax),
  })
  let wasReady = false
  redis.on('ready', () => {
    wasReady = true
  })
  // Without a listener an 'error' event would end the process; told once per outage.
  redis.on('error', (error: Error) => {
    if (wasReady) logger.warn({ err: error }, 'redis is away: jobs go on through Postgres')
    wasReady = false
  })
  const available = () => redis.status === 'ready'
  return {
    available,
    async use(commands) {
      if (!available()) return null
      try {
        return await commands(redis)
      } catch (error) {
        // One that went silent is given up: only a new connection can tell whether Redis is there.
        if (isTimeout(error)) redis.disconnect(true)
        if (available()) logger.warn({ err: error }, 'could not use the job lists: jobs go on through Postgres')
        return null
      }
    },
    async ready() {
      if (!isConnecting(redis)) return
      await new Promise<void>((resolve) => {
        redis.once('ready', resolve)
        redis.once('close', resolve)
      })
    },
    close: () => redis.disconnect(),
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Command timed out'
}

function isConnecting(redis: Redis): boolean {
  return redis.status === 'connecting' || redis.status === 'connect'
}
