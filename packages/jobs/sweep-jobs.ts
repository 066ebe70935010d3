import type { Sql } from '@aura-sign/postgres'
import { type ReturnedStates, returnJobs } from './return-jobs.ts'

/** Jobs in one sweep. */
export const sweepBatchMax = 200

/** Returns jobs whose lease ran out, because their worker died or stalled; the attempt counts. */
export async function sweepJobs(sql: Sql, options: { now: Date }): Promise<ReturnedStates> {
  const expired = await sql<{ id: string; lease_token: string }[]>`
    select id, lease_token from jobs where state = 'running' and lease_expires_at <= ${options.now}
    order by lease_expires_at limit ${sweepBatchMax}`
  // Between the two statements a job can only be settled or, by a worker that was late, extended: the token keeps
  // the first from happening twice, and the second costs one repetition.
  return await returnJobs(sql, {
    jobs: expired.map((row) => ({
      jobId: row.id,
      leaseToken: row.lease_token,
      runAt: options.now,
      error: 'the worker stopped or stalled before the job was done',
    })),
    now: options.now,
  })
}

/** How long finished jobs stay readable. Failed ones stay longer: they wait for an operator. */
export interface Retention {
  doneMs: number
  failedMs: number
}

/** Deletes up to `limit` finished jobs that outlived their retention; returns how many. */
export async function deleteFinishedJobs(
  sql: Sql,
  options: { now: Date; retention: Retention; limit: number },
): Promise<number> {
  const doneBefore = new Date(options.now.getTime() - options.retention.doneMs)
  const failedBefore = new Date(options.now.getTime() - options.retention.failedMs)
  const result = await sql`
    delete from jobs where id in (
      select id from jobs
      where finished_at < ${doneBefore}
        and (state in ('done', 'cancelled') or (state = 'failed' and finished_at < ${failedBefore}))
      order by finished_at limit ${options.limit} for update skip locked)`
  return result.count
}
