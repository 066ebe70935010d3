import type { Queryable } from '@aura-sign/postgres'

/** Since when, and by whose wish, no worker claims anything. */
export interface Pause {
  pausedAt: Date
  pausedBy: string
}

/** Has every worker, wherever it runs, claim nothing more. A pause that is there already stays as it is. */
export async function pauseWorkers(queryable: Queryable, options: { by: string; now: Date }): Promise<void> {
  await queryable`
    insert into job_control (paused_at, paused_by) values (${options.now}, ${options.by})
    on conflict (singleton) do update set paused_at = excluded.paused_at, paused_by = excluded.paused_by
    where job_control.paused_at is null`
}

/** Lets workers claim again; returns whether they had been paused. */
export async function resumeWorkers(queryable: Queryable): Promise<boolean> {
  const result = await queryable`update job_control set paused_at = null, paused_by = null where paused_at is not null`
  return result.count > 0
}

/** Null while workers may claim. */
export async function readPause(queryable: Queryable): Promise<Pause | null> {
  const [row] = await queryable<{ paused_at: Date; paused_by: string }[]>`
    select paused_at, paused_by from job_control where paused_at is not null`
  return row ? { pausedAt: row.paused_at, pausedBy: row.paused_by } : null
}
