import { isUuid } from '@aura-sign/core'
import type { Queryable } from '@aura-sign/postgres'
import type { Job, JobState, JsonValue } from './job.ts'

/** One job, or null when there is none: never queued, or finished and past its retention. */
export async function readJob(queryable: Queryable, jobId: string): Promise<Job | null> {
  if (!isUuid(jobId)) return null
  const [row] = await queryable<JobRow[]>`
    select id, kind, state, attempts, max_attempts, created_at, run_at, finished_at, result, error
    from jobs where id = ${jobId}`
  return row ? jobOf(row) : null
}

/** The job of a unique key that is queued or running, else the newest finished one; null when there is none. */
export async function readLatestJob(
  queryable: Queryable,
  options: { kind: string; uniqueKey: string },
): Promise<Job | null> {
  const [row] = await queryable<JobRow[]>`
    select id, kind, state, attempts, max_attempts, created_at, run_at, finished_at, result, error
    from jobs where kind = ${options.kind} and unique_key = ${options.uniqueKey}
    order by state in ('queued', 'running') desc, id desc limit 1`
  return row ? jobOf(row) : null
}

interface JobRow {
  id: string
  kind: string
  state: JobState
  attempts: number
  max_attempts: number
  created_at: Date
  run_at: Date
  finished_at: Date | null
  result: JsonValue | null
  error: string | null
}

function jobOf(row: JobRow): Job {
  return {
    jobId: row.id,
    kind: row.kind,
    state: row.state,
    attempts: row.attempts,
    attemptsMax: row.max_attempts,
    createdAt: row.created_at,
    runAt: row.run_at,
    finishedAt: row.finished_at,
    result: row.result,
    error: row.error,
  }
}
