import { systemClock } from '@aura-sign/core'
import {
  countListed,
  type DeadJobs,
  deleteDeadJobs,
  deleteUnknownJobs,
  readDeadJobs,
  requeueDeadJobs,
} from '@aura-sign/jobs'
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

/** Jobs that wait and that none of the workers knows, by kind; only those of `kind`, when it is given. */
export async function planRemoval(sql: Sql, kind: string | undefined): Promise<UnknownJobs[]> {
  const { unknownKinds } = await countListed(sql, { now: systemClock.now() })
  return unknownKinds.filter((group) => kind === undefined || group.kind === kind)
}

export interface UnknownJobs {
  kind: string
  count: number
}

/** Deletes the jobs of a kind that wait now, as long as workers run and none of them knows it. */
export async function removeUnknown(
  sql: Sql,
  options: { kind: string; onBatch: (cleaned: CleanedQueue) => void },
): Promise<CleanedQueue> {
  const before = systemClock.now()
  const cleaned: CleanedQueue = { deleted: 0, requeued: 0, cancelled: 0 }
  // Ends because each turn takes jobs from a set that does not grow.
  for (;;) {
    const { length: deleted } = await deleteUnknownJobs(sql, { kind: options.kind, before, now: systemClock.now() })
    if (deleted === 0) return cleaned
    cleaned.deleted += deleted
    options.onBatch({ deleted, requeued: 0, cancelled: 0 })
  }
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
