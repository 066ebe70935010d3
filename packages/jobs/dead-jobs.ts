import type { Queryable } from '@aura-sign/postgres'
import type { ListedJob } from './lists/listed-job.ts'

/** Jobs that used up their attempts, in groups, the largest first. */
export interface DeadJobs {
  kind: string
  /** Why their last attempt failed. */
  error: string | null
  count: number
  oldestAt: Date
  newestAt: Date
}

const groupsMax = 100
/** Per statement: more would hold up whoever waits for these rows. */
export const clearedMax = 1_000

export async function readDeadJobs(queryable: Queryable): Promise<DeadJobs[]> {
  const rows = await queryable<{ kind: string; error: string | null; count: number; oldest: Date; newest: Date }[]>`
    select kind, error, count(*)::int as count, min(finished_at) as oldest, max(finished_at) as newest
    from jobs where state = 'failed' group by kind, error order by count(*) desc, kind limit ${groupsMax}`
  return rows.map(({ kind, error, count, oldest, newest }) => ({
    kind,
    error,
    count,
    oldestAt: oldest,
    newestAt: newest,
  }))
}

/** Deletes dead jobs that died before; returns the ids. Repeat until there are none. */
export async function deleteDeadJobs(queryable: Queryable, options: { before: Date }): Promise<string[]> {
  const rows = await queryable<{ id: string }[]>`
    delete from jobs where state = 'failed' and id in (
      select id from jobs where state = 'failed' and finished_at <= ${options.before}
      order by finished_at limit ${clearedMax} for update skip locked)
    returning id`
  return rows.map(({ id }) => id)
}

/**
 * Queues dead jobs that died before anew, with all their attempts. One whose key waits in the queue already, or stands twice
 * among the dead, is cancelled: the other does its work. Returns the ids it took from the dead.
 */
export async function requeueDeadJobs(
  queryable: Queryable,
  options: { before: Date; now: Date },
): Promise<{ requeued: readonly ListedJob[]; cancelled: readonly string[] }> {
  const rows = await queryable<{ id: string; state: string; priority: number; run_at: Date }[]>`
    with dead as materialized (
      select id, kind, unique_key, finished_at from jobs where state = 'failed' and finished_at <= ${options.before}
      order by finished_at limit ${clearedMax} for update skip locked
    ), ranked as (
      select id, kind, unique_key,
        row_number() over (partition by kind, coalesce(unique_key, id::text) order by finished_at desc, id desc) as place
      from dead
    ), decided as (
      select id, place > 1 or exists (
        select from jobs waiting
        where waiting.state = 'queued' and waiting.kind = ranked.kind and waiting.unique_key = ranked.unique_key) as superseded
      from ranked
    )
    update jobs set
      state = case when superseded then 'cancelled' else 'queued' end,
      attempts = case when superseded then attempts else 0 end,
      run_at = case when superseded then run_at else ${options.now}::timestamptz end,
      finished_at = case when superseded then ${options.now}::timestamptz end
    from decided where jobs.id = decided.id
    returning jobs.id, jobs.state, jobs.priority, jobs.run_at`
  return {
    requeued: rows
      .filter(({ state }) => state === 'queued')
      .map((row) => ({ jobId: row.id, priority: row.priority, runAt: row.run_at })),
    cancelled: rows.filter(({ state }) => state === 'cancelled').map(({ id }) => id),
  }
}
