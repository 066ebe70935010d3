import type { Queryable } from '@aura-sign/postgres'

/** How one running job goes back. */
export interface ReturnedJob {
  jobId: string
  leaseToken: string
  /** When it may run again. */
  runAt: Date
  /** Kept for the operator; null when nothing went wrong. */
  error: string | null
  /** True when the attempt was cut short by us and does not count. */
  uncounted?: boolean
}

/** How each job is after its return; jobs whose lease was taken over are absent. */
export type ReturnedStates = ReadonlyMap<string, ReturnedState>

export interface ReturnedState {
  readonly state: 'queued' | 'failed' | 'cancelled'
  readonly priority: number
}

// A key can be queued between our look and our write; by the second try that job is visible.
const triesMax = 3
const uniqueViolation = '23505'

/**
 * Ends the leases of jobs that did not complete: back to the queue, `failed` once their attempts are used up, or
 * `cancelled` when a newer job of the same key is waiting, which does their work anyway.
 */
export async function returnJobs(
  queryable: Queryable,
  options: { jobs: readonly ReturnedJob[]; now: Date },
): Promise<ReturnedStates> {
  if (options.jobs.length === 0) return new Map()
  for (let tries = 1; ; tries += 1) {
    try {
      return await attemptReturn(queryable, options)
    } catch (error) {
      if (tries >= triesMax || !isUniqueViolation(error)) throw error
    }
  }
}

async function attemptReturn(
  queryable: Queryable,
  { jobs, now }: { jobs: readonly ReturnedJob[]; now: Date },
): Promise<ReturnedStates> {
  const rows = await queryable<({ id: string } & ReturnedState)[]>`
    with returned as (
      select job.id, entry.run_at, entry.error, job.attempts - entry.uncounted as attempts,
        case
          when job.attempts - entry.uncounted >= job.max_attempts then 'failed'
          when exists (
            select from jobs newer
            where newer.state = 'queued' and newer.kind = job.kind and newer.unique_key = job.unique_key)
          then 'cancelled'
          else 'queued'
        end as state
      from unnest(
        ${jobs.map((job) => job.jobId)}::uuid[],
        ${jobs.map((job) => job.leaseToken)}::uuid[],
        ${jobs.map((job) => job.runAt.toISOString())}::timestamptz[],
        ${jobs.map((job) => job.error)}::text[],
        ${jobs.map((job) => (job.uncounted ? 1 : 0))}::smallint[]) as entry (id, token, run_at, error, uncounted)
      join jobs job on job.id = entry.id and job.lease_token = entry.token
      for update of job
    )
    update jobs set
      state = returned.state,
      attempts = returned.attempts,
      run_at = case when returned.state = 'queued' then returned.run_at else jobs.run_at end,
      error = coalesce(returned.error, jobs.error),
      finished_at = case when returned.state = 'queued' then null else ${now}::timestamptz end,
      lease_token = null,
      lease_expires_at = null
    from returned where jobs.id = returned.id
    returning jobs.id, jobs.state, jobs.priority`
  return new Map(rows.map(({ id, state, priority }) => [id, { state, priority }]))
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === uniqueViolation
}
