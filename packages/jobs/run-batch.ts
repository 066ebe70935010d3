import type { Clock, Logger } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import { backoffMs } from './backoff.ts'
import { completeJobs } from './complete-jobs.ts'
import { errorText } from './error-text.ts'
import type { HeldJobs } from './held-jobs.ts'
import type { ClaimedJob, JobContext, JobHandler } from './job.ts'
import { returnJobs } from './return-jobs.ts'

export interface BatchDependencies {
  sql: Sql
  held: HeldJobs
  logger: Logger
  clock: Clock
  random: () => number
  stats: { completed: number; retried: number; failed: number; lost: number }
}

/** Gives one batch of a kind to its handler and settles what the handler left unsettled. Never rejects. */
export async function runBatch(
  dependencies: BatchDependencies,
  options: { handler: JobHandler; jobs: readonly ClaimedJob[]; kind: string },
): Promise<void> {
  const { held, clock } = dependencies
  const logger = dependencies.logger.child({ kind: options.kind })
  const context: JobContext = {
    signal: held.hold(options.jobs),
    logger,
    now: () => clock.now(),
    async complete(jobs, effect) {
      const completed = await completeJobs(dependencies.sql, { jobs, effect, now: clock.now() })
      held.settle(jobs)
      dependencies.stats.completed += completed.length
      dependencies.stats.lost += jobs.length - completed.length
      return completed
    },
    fail: (jobs, error) => endAttempt({ ...dependencies, logger }, jobs, error),
  }
  let reason: unknown = new Error('the handler returned without completing the job')
  try {
    await options.handler(options.jobs, context)
  } catch (error) {
    reason = error
  }
  try {
    await context.fail(options.jobs.filter(held.has), reason)
  } catch (error) {
    // The database is away: the leases run out and the sweeper returns the jobs.
    logger.error({ err: error }, 'could not record failed attempts')
  } finally {
    held.settle(options.jobs)
  }
}

async function endAttempt(dependencies: BatchDependencies, jobs: readonly ClaimedJob[], error: unknown): Promise<void> {
  if (jobs.length === 0) return
  const { sql, held, logger, random, stats } = dependencies
  const now = dependencies.clock.now()
  const text = errorText(error)
  const states = await returnJobs(sql, {
    jobs: jobs.map((job) => ({
      jobId: job.jobId,
      leaseToken: job.leaseToken,
      runAt: new Date(now.getTime() + backoffMs(job.attempts, random)),
      error: text,
    })),
    now,
  })
  held.settle(jobs)
  for (const [jobId, state] of states) {
    if (state === 'failed') stats.failed += 1
    else stats.retried += 1
    logger[state === 'failed' ? 'error' : 'warn']({ jobId, state, error: text }, 'job attempt failed')
  }
}
