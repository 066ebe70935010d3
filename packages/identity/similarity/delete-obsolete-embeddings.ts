import type { Queryable } from '@aura-sign/postgres'
import { embeddingJobKind } from './embedding-jobs.ts'

/** Until then a change of model can be taken back without computing anything. */
const keptMs = 24 * 60 * 60_000
const workerSeenMs = 60_000
/** Per statement: more would hold up whoever waits for the database. */
const batchMax = 1_000

/**
 * Deletes vectors of other models, which no search compares with those of `model` but the index has to pass by: of identities that have had one
 * of `model` for a day, and of models that no worker has had for the last minute. Returns how many, early when `signal` aborts. A worker that
 * has such a model again looks by itself for what is missing.
 */
export async function deleteObsoleteEmbeddings(
  queryable: Queryable,
  { model, now, signal }: { model: string; now: Date; signal?: AbortSignal },
): Promise<number> {
  let deleted = 0
  while (!signal?.aborted) {
    // The two names of a kind are those that embeddingKindOf gives to short and to long models.
    const { count } = await queryable`
      delete from embeddings where id in (
        select former.id from embeddings former
        join embeddings current on current.user_id = former.user_id and current.model = ${model}
        where former.model <> ${model} and current.updated_at < ${new Date(now.getTime() - keptMs)}
          and not exists (
            select from job_workers
            where seen_at >= ${new Date(now.getTime() - workerSeenMs)} and kinds && array[
              ${`${embeddingJobKind}:`} || former.model,
              ${`${embeddingJobKind}:`} || encode(sha256(convert_to(former.model, 'UTF8')), 'hex')])
        limit ${batchMax} for update of former skip locked)`
    deleted += count
    if (count < batchMax) break
  }
  return deleted
}
