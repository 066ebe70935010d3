import type { Queryable } from '@aura-sign/postgres'
import { clearedMax } from './dead-jobs.ts'
import { workerSeenMs } from './lists/count-listed.ts'

/**
 * Deletes jobs of a kind that wait and that none of the workers knows, as far as they were queued before; returns the ids. Nothing while
 * a worker knows the kind, or none runs: then nobody can tell. Repeat until there are none.
 */
export async function deleteUnknownJobs(
  queryable: Queryable,
  { kind, before, now }: { kind: string; before: Date; now: Date },
): Promise<string[]> {
  const seenSince = new Date(now.getTime() - workerSeenMs)
  const rows = await queryable<{ id: string }[]>`
    delete from jobs where state = 'queued' and id in (
      select id from jobs where state = 'queued' and kind = ${kind} and created_at <= ${before}
        and exists (select from job_workers where seen_at >= ${seenSince})
        and not exists (select from job_workers where seen_at >= ${seenSince} and jobs.kind = any(kinds))
      limit ${clearedMax} for update skip locked)
    returning id`
  return rows.map(({ id }) => id)
}
