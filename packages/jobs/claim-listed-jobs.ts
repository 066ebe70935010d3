import { randomUUID } from 'node:crypto'
import type { Queryable } from '@aura-sign/postgres'
import { type ClaimedRow, type ClaimOptions, claimedJobs, leaseEnd } from './claim-jobs.ts'

/**
 * Leases those of the jobs named by ids that are due and free, highest priority first, then oldest. The others are left out, whatever the reason: done, taken, not
 * due yet, of another kind, held back by a running job of their key, or none of this database.
 *
 * Not waited for until it is on disk: when Postgres crashes within that moment the job is queued as before, and whoever has it
 * in hand has no lease. Its completion, which comes later in the log, takes the claim to disk with it.
 */
export async function claimListedJobs(
  queryable: Queryable,
  options: Omit<ClaimOptions, 'batchSizeMax'> & { jobIds: readonly string[] },
) {
  const rows = await queryable<ClaimedRow[]>`
    with fast as materialized (select set_config('synchronous_commit', 'off', true)),
    ready as materialized (
      select job.id from jobs job
      where job.id = any(${[...options.jobIds]}::uuid[]) and job.state = 'queued' and job.run_at <= ${options.now}
        and job.kind = any(${[...options.kinds]}::text[])
        and not exists (select from job_control where paused_at is not null)
        and (job.unique_key is null or not exists (
          select from jobs other
          where other.state = 'running' and other.kind = job.kind and other.unique_key = job.unique_key))
      for update of job skip locked
    ), claimed as (
    update jobs set
      state = 'running', attempts = attempts + 1,
      lease_token = ${randomUUID()}, lease_expires_at = ${leaseEnd(options)}
    from ready, fast where jobs.id = ready.id
    returning jobs.*
    )
    select id, kind, payload, attempts, max_attempts, lease_token from claimed order by priority desc, run_at, id`
  return claimedJobs(rows)
}
