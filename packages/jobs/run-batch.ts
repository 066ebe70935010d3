import type { Clock, Logger } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import { backoffMs } from './backoff.ts'
import { completeJobs } from './complete-jobs.ts'
import { errorText } from './error-text.ts'
import { BatchAborted, type HeldJobs } from './held-jobs.ts'
import type { ClaimedJob, JobContext, JobHandler } from './job.ts'
import { listReturned } from './lists/list-returned.ts'
import type { JobLists } from './lists/open-job-lists.ts'
import { retryAfterMs } from './retry-after.ts'
import { returnJobs } from './return-jobs.ts'

export interface BatchDependencies {
  sql: Sql
  held: HeldJobs
  logger: Logger
  clock: Clock
  random: () => number
  stats: { completed: number; retried: number; failed: number; lost: number }
  lists: JobLists | null
}

/** Gives one batch of a kind to its handler and settles what the handler left unsettled. Never rejects. */
export async function runBatch(
  dependencies: BatchDependencies,
  options: { handler: JobHandler; jobs: readonly ClaimedJob[]; kind: string },
): Promise<void> {
  const { held, clock, logger } = dependencies
  const { jobs, kind } = options
  const signal = held.hold(jobs, clock.monotonicMs())
  const unsettled = new Set(jobs)
  try {
    const reason = await outcomeOf(options.handler, jobs, contextOf(dependencies, { kind, unsettled, signal }))
    const rest = [...unsettled]
    if (reason instanceof BatchAborted && reason.abortCause === 'stopping') await giveBack(dependencies, rest)
    else await endAttempt(dependencies, rest, reason)
  } catch (error) {
    // The database is away: the leases run out and a sweeper returns the jobs.
    logger.error({ err: error, kind }, 'could not record the outcome of jobs')
  } finally {
    held.drop(jobs)
  }
}

/** Returns jobs to the queue as if they had never been claimed. */
export async function giveBack(
  { sql, clock, stats, lists }: Pick<BatchDependencies, 'sql' | 'clock' | 'stats' | 'lists'>,
  jobs: readonly ClaimedJob[],
): Promise<void> {
  const now = clock.now()
  const returned = jobs.map(({ jobId, leaseToken }) => ({
    jobId,
    leaseToken,
    runAt: now,
    error: null,
    uncounted: true,
  }))
  stats.lost += jobs.length
  listReturned(lists, { states: await returnJobs(sql, { jobs: returned, now }), runAt: now })
}

/** Why the batch ended: what the handler threw, or why it was aborted. */
async function outcomeOf(handler: JobHandler, jobs: readonly ClaimedJob[], context: JobContext): Promise<unknown> {
  const { signal } = context
  try {
    // A handler that ignores the signal loses its place: without leases it can no longer do harm.
    await Promise.race([handler(jobs, context), aborted(signal)])
  } catch (error) {
    return signal.aborted ? signal.reason : error
  }
  return signal.aborted ? signal.reason : new Error('the handler returned without completing the job')
}

function contextOf(
  dependencies: BatchDependencies,
  { kind, unsettled, signal }: { kind: string; unsettled: Set<ClaimedJob>; signal: AbortSignal },
): JobContext {
  const { sql, held, clock, stats } = dependencies
  const settle = (jobs: readonly ClaimedJob[]) => {
    for (const job of jobs) unsettled.delete(job)
  }
  return {
    signal,
    logger: dependencies.logger.child({ kind }),
    now: () => clock.now(),
    async complete(jobs, effect) {
      // The row lock protects them from here; a heartbeat that found them done would take them for lost.
      held.drop(jobs)
      const completed = await completeJobs(sql, { jobs, effect, now: clock.now() })
      settle(jobs)
      stats.completed += completed.length
      stats.lost += jobs.length - completed.length
      return completed
    },
    async fail(jobs, error) {
      held.drop(jobs)
      await endAttempt(dependencies, jobs, error)
      settle(jobs)
    },
  }
}

async function endAttempt(dependencies: BatchDependencies, jobs: readonly ClaimedJob[], error: unknown): Promise<void> {
  const { sql, logger, random, stats, lists } = dependencies
  const now = dependencies.clock.now()
  const text = errorText(error)
  const states = await returnJobs(sql, {
    jobs: jobs.map(({ jobId, leaseToken, attempts }) => ({
      jobId,
      leaseToken,
      runAt: new Date(now.getTime() + Math.max(backoffMs(attempts, random), retryAfterMs(error))),
      error: text,
    })),
    now,
  })
  listReturned(lists, { states })
  for (const [jobId, { state }] of states) {
    if (state === 'failed') stats.failed += 1
    else stats.retried += 1
    logger[state === 'failed' ? 'error' : 'warn']({ jobId, state, error: text }, 'job attempt failed')
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
