import type { Queryable } from '@aura-sign/postgres'

export interface JobCounts {
  queued: number
  /** Of the queued ones: their time has come. */
  due: number
  running: number
  failed: number
  /** Since the oldest due job was due; null when nothing is due. Grows when no worker runs. */
  oldestDueAgeSeconds: number | null
}

/** The queue at a glance. Each count reads one partial index, so finished jobs cost nothing. */
export async function countJobs(queryable: Queryable, options: { now: Date }): Promise<JobCounts> {
  const [row] = await queryable<
    { queued: number; due: number; running: number; failed: number; oldest_due: Date | null }[]
  >`
    select
      (select count(*)::int from jobs where state = 'queued') as queued,
      (select count(*)::int from jobs where state = 'queued' and run_at <= ${options.now}) as due,
      (select count(*)::int from jobs where state = 'running') as running,
      (select count(*)::int from jobs where state = 'failed') as failed,
      (select min(run_at) from jobs where state = 'queued' and run_at <= ${options.now}) as oldest_due`
  if (!row) throw new Error('aggregate returned no row')
  const ageMs = row.oldest_due ? options.now.getTime() - row.oldest_due.getTime() : null
  return {
    queued: row.queued,
    due: row.due,
    running: row.running,
    failed: row.failed,
    oldestDueAgeSeconds: ageMs === null ? null : ageMs / 1_000,
  }
}
