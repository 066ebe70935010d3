import type { Sql } from '@aura-sign/postgres'
import type { ClaimedJob, CompletionEffect } from './job.ts'

/**
 * Runs `effect` and marks the jobs done in one transaction. The rows are locked under their lease tokens first, so
 * a job whose lease was taken over has no effect and is left out; when `effect` throws, nothing happened.
 */
export async function completeJobs(
  sql: Sql,
  options: { jobs: readonly ClaimedJob[]; effect?: CompletionEffect | undefined; now: Date },
): Promise<readonly ClaimedJob[]> {
  if (options.jobs.length === 0) return []
  if (!options.effect) return await markDone(sql, options)
  return await sql.begin(async (transaction) => {
    const locked = await transaction<{ id: string }[]>`
      select jobs.id from jobs
      join unnest(${options.jobs.map((job) => job.jobId)}::uuid[], ${options.jobs.map((job) => job.leaseToken)}::uuid[])
        as held (id, token) on jobs.id = held.id and jobs.lease_token = held.token
      order by jobs.id
      for update of jobs`
    const ids = new Set(locked.map((row) => row.id))
    const held = options.jobs.filter((job) => ids.has(job.jobId))
    if (held.length === 0) return held
    const results = await options.effect?.(transaction, held)
    const done = await transaction`
      update jobs set
        state = 'done', result = done.result::jsonb, error = null, finished_at = ${options.now},
        lease_token = null, lease_expires_at = null
      from unnest(
        ${held.map((job) => job.jobId)}::uuid[],
        ${held.map((job) => job.leaseToken)}::uuid[],
        ${held.map((job) => JSON.stringify(results?.get(job.jobId) ?? null))}::text[]) as done (id, token, result)
      where jobs.id = done.id and jobs.lease_token = done.token`
    // The locks make this impossible, unless the connection was lost meanwhile and the driver went on with another.
    if (done.count !== held.length) throw new Error('the lease was lost during the transaction')
    return held
  })
}

/**
 * Without an effect one statement does: it is a transaction by itself. Not waited for until it is on disk: there is nothing that
 * must not happen twice, so that a crash of Postgres within that moment costs one repetition.
 */
async function markDone(
  sql: Sql,
  { jobs, now }: { jobs: readonly ClaimedJob[]; now: Date },
): Promise<readonly ClaimedJob[]> {
  const rows = await sql<{ id: string }[]>`
    with fast as materialized (select set_config('synchronous_commit', 'off', true))
    update jobs set
      state = 'done', result = 'null', error = null, finished_at = ${now}, lease_token = null, lease_expires_at = null
    from unnest(${jobs.map((job) => job.jobId)}::uuid[], ${jobs.map((job) => job.leaseToken)}::uuid[]) as held (id, token), fast
    where jobs.id = held.id and jobs.lease_token = held.token
    returning jobs.id`
  const done = new Set(rows.map(({ id }) => id))
  return jobs.filter(({ jobId }) => done.has(jobId))
}
