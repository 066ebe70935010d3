import { enqueueJobs } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import { embeddingJobKind } from './embed-statements.ts'

export interface MissingEmbeddingsOptions {
  model: string
  now: () => Date
  /** Users looked at per query: each is short enough for others to get a turn on the embedded database. */
  usersPerBatch?: number
  signal?: AbortSignal
  /** Called after each batch that queued jobs. */
  onEnqueued?: (count: number) => void
}

const usersPerBatchDefault = 1_000
// Whoever saves a statement now must not wait behind all that were saved before.
const priority = -1
const lowestUserId = '00000000-0000-0000-0000-000000000000'

/**
 * Queues the embedding of every statement that has no vector of `model`: after a change of embedder, or a restore that
 * brought back statements without their vectors. Looks at each user once, in order of id, and leaves those alone whose
 * job is queued or running. Resolves to the number of jobs queued; returns early when `signal` aborts.
 */
export async function enqueueMissingEmbeddings(sql: Sql, options: MissingEmbeddingsOptions): Promise<number> {
  const { model, usersPerBatch = usersPerBatchDefault, signal } = options
  let enqueued = 0
  let after = lowestUserId
  while (!signal?.aborted) {
    const users = await readBatch(sql, { model, after, limit: usersPerBatch })
    const last = users.at(-1)
    if (!last) break
    after = last.id
    const jobs = users.filter((user) => user.missing).map(({ id }) => ({ payload: { userId: id }, uniqueKey: id }))
    const count = await enqueueJobs(sql, { kind: embeddingJobKind, jobs, priority, now: options.now() })
    if (count > 0) options.onEnqueued?.(count)
    enqueued += count
  }
  return enqueued
}

async function readBatch(
  sql: Sql,
  { model, after, limit }: { model: string; after: string; limit: number },
): Promise<{ id: string; missing: boolean }[]> {
  return await sql<{ id: string; missing: boolean }[]>`
    with batch as materialized (select id, statement from users where id > ${after} order by id limit ${limit})
    select batch.id, batch.statement is not null
      and not exists (
        select from embeddings where embeddings.user_id = batch.id and embeddings.model = ${model}
          and embeddings.source_hash = encode(sha256(convert_to(batch.statement, 'UTF8')), 'hex'))
      and not exists (
        select from jobs where jobs.kind = ${embeddingJobKind} and jobs.unique_key = batch.id::text
          and jobs.state in ('queued', 'running')) as missing
    from batch order by batch.id`
}
