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
  /** As `EnqueueOptions` has it. */
  priority?: number
  now: Date
}

/** Queues many jobs in one statement and returns how many. A key that has a queued job keeps that one as it is. */
export async function enqueueJobs(queryable: Queryable, options: EnqueueManyOptions): Promise<number> {
  const { kind, jobs, now } = options
  if (jobs.length > enqueuedJobsMax) throw new Error(`at most ${enqueuedJobsMax} jobs are queued at once`)
  if (jobs.length === 0) return 0
  const rows = jobs.map(({ payload, uniqueKey = null }) => ({
    jobId: newId(),
    payload: payloadOf({ kind, payload }),
    uniqueKey,
  }))
  const priority = options.priority ?? 0
  const jobIds = rows.some(({ uniqueKey }) => uniqueKey !== null)
    ? await insertNewKeys(queryable, rows, { kind, priority, now })
    : await insertAll(queryable, rows, { kind, priority, now })
  noteEnqueued(
    queryable,
    jobIds.map((jobId) => ({ jobId, priority, runAt: now })),
  )
  return jobIds.length
}

interface Row {
  jobId: string
  payload: string
  uniqueKey: string | null
}

type Shared = Required<Pick<EnqueueManyOptions, 'kind' | 'priority' | 'now'>>

/** Looking for conflicts, and telling what was inserted, are up to a quarter of the work: not done where there are no keys. */
async function insertAll(queryable: Queryable, rows: readonly Row[], { kind, priority, now }: Shared) {
  const jobIds = rows.map(({ jobId }) => jobId)
  await queryable`
    insert into jobs (id, kind, payload, priority, run_at, max_attempts, created_at)
    select job.id, ${kind}, job.payload::jsonb, ${priority}, ${now}, ${attemptsMaxDefault}, ${now}
    from unnest(${jobIds}::uuid[], ${rows.map(({ payload }) => payload)}::text[]) as job (id, payload)`
  return jobIds
}

async function insertNewKeys(queryable: Queryable, rows: readonly Row[], { kind, priority, now }: Shared) {
  const inserted = await queryable<{ id: string }[]>`
    insert into jobs (id, kind, payload, unique_key, priority, run_at, max_attempts, created_at)
    select job.id, ${kind}, job.payload::jsonb, job.unique_key, ${priority}, ${now}, ${attemptsMaxDefault}, ${now}
    from unnest(
      ${rows.map(({ jobId }) => jobId)}::uuid[],
      ${rows.map(({ payload }) => payload)}::text[],
      ${rows.map(({ uniqueKey }) => uniqueKey)}::text[]
    ) as job (id, payload, unique_key)
    on conflict (kind, unique_key) where state = 'queued' and unique_key is not null do nothing
    returning id`
  return inserted.map(({ id }) => id)
}
