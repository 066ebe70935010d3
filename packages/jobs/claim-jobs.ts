import { randomUUID } from 'node:crypto'
import type { Queryable } from '@aura-sign/postgres'
import type { ClaimedJob, JsonValue } from './job.ts'

export interface ClaimOptions {
  kinds: readonly string[]
  batchSizeMax: number
  leaseMs: number
  now: Date
}

/**
 * Leases up to `batchSizeMax` due jobs, highest priority first, then oldest. Counts the attempt here, so that a job
 * which kills its worker uses up its attempts too. While workers are paused there is nothing to claim.
 */
export async function claimJobs(queryable: Queryable, options: ClaimOptions): Promise<ClaimedJob[]> {
  // Not waited for until it is on disk: claimListedJobs says why.
  // A key that is running is passed over: the one waiting behind it starts when that one has ended. The index
  // jobs_running_key_idx makes this hold under concurrent claims as well.
  const rows = await queryable<ClaimedRow[]>`
    with fast as materialized (select set_config('synchronous_commit', 'off', true)),
    ready as materialized (
      select job.id from jobs job
      where job.state = 'queued' and job.run_at <= ${options.now} and job.kind = any(${[...options.kinds]}::text[])
        and not exists (select from job_control where paused_at is not null)
        and (job.unique_key is null or not exists (
          select from jobs other
          where other.state = 'running' and other.kind = job.kind and other.unique_key = job.unique_key))
      order by job.priority desc, job.run_at, job.id
      limit ${options.batchSizeMax}
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

/** Extends the leases that still hold; returns the ids of these jobs. */
export async function extendLeases(
  queryable: Queryable,
  options: { jobs: readonly ClaimedJob[]; leaseMs: number; now: Date },
): Promise<Set<string>> {
  const rows = await queryable<{ id: string }[]>`
    update jobs set lease_expires_at = ${leaseEnd(options)}
    from unnest(${options.jobs.map((job) => job.jobId)}::uuid[], ${options.jobs.map((job) => job.leaseToken)}::uuid[])
      as held (id, token)
    where jobs.id = held.id and jobs.lease_token = held.token
    returning jobs.id`
  return new Set(rows.map((row) => row.id))
}

export interface ClaimedRow {
  id: string
  kind: string
  payload: JsonValue
  attempts: number
  max_attempts: number
  lease_token: string
}

export function leaseEnd(options: { leaseMs: number; now: Date }): Date {
  return new Date(options.now.getTime() + options.leaseMs)
}

export function claimedJobs(rows: readonly ClaimedRow[]): ClaimedJob[] {
  return rows.map((row) => ({
    jobId: row.id,
    kind: row.kind,
    payload: row.payload,
    attempts: row.attempts,
    attemptsMax: row.max_attempts,
    leaseToken: row.lease_token,
  }))
}
