import type { Queryable } from '@aura-sign/postgres'
import { embeddingJobKind, embeddingKindOf } from './embedding-jobs.ts'

const obsoleteMs = 60 * 60_000
const workerSeenMs = 60_000
/** Per statement: more would hold up whoever waits for the database. */
const batchMax = 1_000

/**
 * Cancels what was queued for another model that no worker has had for the last minute, an hour after it was queued; returns how many, early
 * when `signal` aborts. A worker that has that model again looks by itself for what is missing.
 */
export async function cancelObsoleteEmbeddings(
  queryable: Queryable,
  { model, now, signal }: { model: string; now: Date; signal?: AbortSignal },
): Promise<number> {
  let cancelled = 0
  while (!signal?.aborted) {
    const { count } = await queryable`
      update jobs set state = 'cancelled', finished_at = ${now}
      where state = 'queued' and id in (
        select id from jobs
        where state = 'queued' and starts_with(kind, ${`${embeddingJobKind}:`}) and kind <> ${embeddingKindOf(model)}
          and created_at < ${new Date(now.getTime() - obsoleteMs)}
          and not exists (
            select from job_workers
            where jobs.kind = any(job_workers.kinds) and seen_at >= ${new Date(now.getTime() - workerSeenMs)})
        limit ${batchMax} for update skip locked)`
    cancelled += count
    if (count < batchMax) break
  }
  return cancelled
}
