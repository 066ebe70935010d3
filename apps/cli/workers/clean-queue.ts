import { systemClock } from '@aura-sign/core'
import { type DeadJobs, deleteDeadJobs, readDeadJobs, requeueDeadJobs } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'

export interface CleanedQueue {
  deleted: number
  requeued: number
  /** Another job of their key waits or was queued again, and does their work. */
  cancelled: number
}

/** What `cleanQueue` would take, in groups of one kind and error. */
export async function planCleaning(sql: Sql): Promise<DeadJobs[]> {
  return await readDeadJobs(sql)
}

/** What has to be typed before dead jobs are deleted or tried again. */
export async function readDatabaseName(sql: Sql): Promise<string> {
  const [row] = await sql<{ name: string }[]>`select current_database() as name`
  return row?.name ?? ''
}

/** Deletes the dead jobs there are now, or queues them again. What dies meanwhile, and all that lives, stays as it is. */
export async function cleanQueue(
  sql: Sql,
  options: { requeue: boolean; onBatch: (cleaned: CleanedQueue) => void },
): Promise<CleanedQueue> {
  const before = systemClock.now()
  const cleaned: CleanedQueue = { deleted: 0, requeued: 0, cancelled: 0 }
  // Ends because each turn takes jobs from a set that does not grow.
  for (;;) {
    const batch = options.requeue ? await requeueBatch(sql, before) : await deleteBatch(sql, before)
    if (batch.deleted + batch.requeued + batch.cancelled === 0) return cleaned
    cleaned.deleted += batch.deleted
    cleaned.requeued += batch.requeued
    cleaned.cancelled += batch.cancelled
    options.onBatch(batch)
  }
}

async function deleteBatch(sql: Sql, before: Date): Promise<CleanedQueue> {
  return { deleted: (await deleteDeadJobs(sql, { before })).length, requeued: 0, cancelled: 0 }
}

async function requeueBatch(sql: Sql, before: Date): Promise<CleanedQueue> {
  const { requeued, cancelled } = await requeueDeadJobs(sql, { before, now: systemClock.now() })
  return { deleted: 0, requeued: requeued.length, cancelled: cancelled.length }
}
