import { enqueueJobs } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import { embeddingJobKind, embeddingKindOf } from './embedding-jobs.ts'
import { embeddingSources, sourceHash } from './embedding-sources.ts'

export interface MissingEmbeddingsOptions {
  model: string
  now: () => Date
  /** Users looked at per query: each is short enough for others to get a turn on the embedded database. */
  usersPerBatch?: number
  signal?: AbortSignal
  /** Called after each batch that queued jobs. */
  onEnqueued?: (count: number) => void
}

const usersPerBatchDefault = 500
// Whoever saves a statement now must not wait behind all that were saved before.
const priority = -1
const diedLatelyMs = 6 * 60 * 60_000
const lowestUserId = '00000000-0000-0000-0000-000000000000'

/**
 * Queues the embedding of every identity whose vector of `model` is not of what it says now: after a change of embedder, or a
 * restore that brought back statements and attestations without their vectors. Looks at each user once, in order of id, and leaves those alone whose
 * job is queued or running, or has died for this model in the last six hours: what its service refused all day it refuses in a minute, too. The jobs
 * are for workers that have this model (`embeddingKindOf`). Resolves to the number of jobs queued; returns early when `signal` aborts.
 */
export async function enqueueMissingEmbeddings(sql: Sql, options: MissingEmbeddingsOptions): Promise<number> {
  const { model, usersPerBatch = usersPerBatchDefault, signal } = options
  let enqueued = 0
  let after = lowestUserId
  while (!signal?.aborted) {
    const users = await readBatch(sql, { model, after, limit: usersPerBatch, now: options.now() })
    const last = users.at(-1)
    if (!last) break
    after = last.id
    const idle = users.filter((user) => !user.waiting)
    const sources = await embeddingSources(sql, { userIds: idle.map(({ id }) => id), now: options.now() })
    const jobs = idle
      .filter((user) => isOutdated(user, sources.get(user.id)?.text ?? null))
      .map(({ id }) => ({ payload: { userId: id }, uniqueKey: id }))
    const count = await enqueueJobs(sql, { kind: embeddingKindOf(model), jobs, priority, now: options.now() })
    if (count > 0) options.onEnqueued?.(count)
    enqueued += count
  }
  return enqueued
}

interface User {
  id: string
  /** Of the vector of the model; null without one. */
  source_hash: string | null
  /** Has a vector of some model. */
  embedded: boolean
  /** Has a job that is queued or running, or died for this model lately. */
  waiting: boolean
}

function isOutdated(user: User, text: string | null): boolean {
  return text === null ? user.embedded : user.source_hash !== sourceHash(text)
}

async function readBatch(
  sql: Sql,
  { model, after, limit, now }: { model: string; after: string; limit: number; now: Date },
): Promise<User[]> {
  return await sql<User[]>`
    with batch as materialized (select id from users where id > ${after} order by id limit ${limit})
    select batch.id,
      (select source_hash from embeddings where embeddings.user_id = batch.id and embeddings.model = ${model}),
      exists (select from embeddings where embeddings.user_id = batch.id) as embedded,
      exists (
        select from jobs where jobs.kind in (${embeddingJobKind}, ${embeddingKindOf(model)}) and jobs.unique_key = batch.id::text
          and (jobs.state in ('queued', 'running') or (
            jobs.state = 'failed' and jobs.kind = ${embeddingKindOf(model)}
              and jobs.finished_at > ${new Date(now.getTime() - diedLatelyMs)}))) as waiting
    from batch order by batch.id`
}
