import { newId } from '@aura-sign/core'
import type { Queryable } from '@aura-sign/postgres'
import { attemptsMaxDefault, payloadOf } from './enqueue-job.ts'
import type { JsonValue } from './job.ts'
import { noteEnqueued } from './lists/note-enqueued.ts'

/** More in one statement would hold up whoever waits for the database. */
export const enqueuedJobsMax = 1_000

export interface EnqueueManyOptions {
  kind: string
  /** At most `enqueuedJobsMax`. */
  jobs: readonly { payload: JsonValue; uniqueKey?: string }[]
  /** Higher runs first. */
  priority?: number
  now: Date
}

/** Queues many jobs in one statement and returns how many. A key that has a queued job keeps that one as it is. */
export async function enqueueJobs(queryable: Queryable, options: EnqueueManyOptions): Promise<number> {
  const { kind, jobs, now } = options
  if (jobs.length > enqueuedJobsMax) throw new Error(`at most ${enqueuedJobsMax} jobs are queued at once`)
  if (jobs.length === 0) return 0
  const inserted = await queryable<{ id: string }[]>`
    insert into jobs (id, kind, payload, unique_key, priority, run_at, max_attempts, created_at)
    select job.id, ${kind}, job.payload::jsonb, job.unique_key, ${options.priority ?? 0}, ${now}, ${attemptsMaxDefault}, ${now}
    from unnest(
      ${jobs.map(() => newId())}::uuid[],
      ${jobs.map(({ payload }) => payloadOf({ kind, payload }))}::text[],
      ${jobs.map(({ uniqueKey }) => uniqueKey ?? null)}::text[]
    ) as job (id, payload, unique_key)
    on conflict (kind, unique_key) where state = 'queued' and unique_key is not null do nothing
    returning id`
  noteEnqueued(
    queryable,
    inserted.map(({ id }) => ({ jobId: id, priority: options.priority ?? 0, runAt: now })),
  )
  return inserted.length
}
