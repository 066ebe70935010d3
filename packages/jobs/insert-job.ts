import type { Queryable } from '@aura-sign/postgres'
import { noteEnqueued } from './lists/note-enqueued.ts'

/** A row to be inserted, its options filled in. */
export interface InsertedJob {
  readonly jobId: string
  readonly kind: string
  /** JSON. */
  readonly payload: string
  readonly uniqueKey: string | null
  readonly priority: number
  readonly runAt: Date
  readonly attemptsMax: number
  readonly createdAt: Date
}

/** Inserts a job, or folds it into the queued one of its kind and key; returns the id that it has. */
export async function insertJob(queryable: Queryable, job: InsertedJob): Promise<string> {
  const [row] = await queryable<{ id: string; priority: number; run_at: Date }[]>`
    insert into jobs (id, kind, payload, unique_key, priority, run_at, max_attempts, created_at)
    values (${job.jobId}, ${job.kind}, ${job.payload}::text::jsonb, ${job.uniqueKey}, ${job.priority}, ${job.runAt},
      ${job.attemptsMax}, ${job.createdAt})
    on conflict (kind, unique_key) where state = 'queued' and unique_key is not null do update set
      payload = excluded.payload,
      run_at = least(jobs.run_at, excluded.run_at),
      priority = greatest(jobs.priority, excluded.priority),
      max_attempts = excluded.max_attempts,
      attempts = 0,
      error = null
    returning id, priority, run_at`
  if (!row) throw new Error('insert returned no row')
  noteEnqueued(queryable, [{ jobId: row.id, priority: row.priority, runAt: row.run_at }])
  return row.id
}
