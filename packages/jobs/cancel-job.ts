import type { Queryable } from '@aura-sign/postgres'

/**
 * Ends a job that is queued or running, and returns whether there was one. What a worker has in hand can no longer have an
 * effect: its lease is gone, which it learns with the next heartbeat.
 */
export async function cancelJob(queryable: Queryable, options: { jobId: string; now: Date }): Promise<boolean> {
  const result = await queryable`
    update jobs set state = 'cancelled', finished_at = ${options.now}, lease_token = null, lease_expires_at = null
    where id = ${options.jobId} and state in ('queued', 'running')`
  return result.count > 0
}
