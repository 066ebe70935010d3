import { type JobState, readLatestJob } from '@aura-sign/jobs'
import type { Sql, Transaction } from '@aura-sign/postgres'
import { embeddingExpiryJobKind, embeddingJobKind, embeddingKindOf } from '../similarity/embedding-jobs.ts'
import { embeddingSources, sourceHash } from '../similarity/embedding-sources.ts'

/**
 * Where the embedding of the statement and the attestations received stands: `none` (there are neither, or nothing computes it),
 * `pending` (a job is queued or running), `ready`, `failed` (the job used up its attempts).
 */
export type EmbeddingState = 'none' | 'pending' | 'ready' | 'failed'

export interface Profile {
  statement: string | null
  /** Whether others find them. Who does not want it has no embedding. */
  searchable: boolean
  /** `updatedAt` is when the stored vector was computed, possibly from an earlier text; null without one. */
  embedding: { state: EmbeddingState; model: string; updatedAt: Date | null }
}

/** A user's statement and the state of its embedding by `model`. A user who is gone has neither. */
export async function readProfile(sql: Sql, options: { userId: string; model: string; now: Date }): Promise<Profile> {
  const { userId, model, now } = options
  // One snapshot: between two, a job can finish and its embedding be seen by neither.
  return await sql.begin('isolation level repeatable read read only', async (transaction) => {
    const [row] = await transaction<ProfileRow[]>`
      select users.statement, users.searchable, embeddings.source_hash, embeddings.updated_at from users
      left join embeddings on embeddings.user_id = users.id and embeddings.model = ${model}
      where users.id = ${userId}`
    const state = row ? await embeddingState(transaction, { userId, model, row, now }) : 'none'
    return {
      statement: row?.statement ?? null,
      searchable: row?.searchable ?? false,
      embedding: { state, model, updatedAt: row?.updated_at ?? null },
    }
  })
}

interface ProfileRow {
  searchable: boolean
  statement: string | null
  source_hash: string | null
  updated_at: Date | null
}

async function embeddingState(
  transaction: Transaction,
  { userId, model, row, now }: { userId: string; model: string; row: ProfileRow; now: Date },
): Promise<EmbeddingState> {
  const text = (await embeddingSources(transaction, { userIds: [userId], now })).get(userId)?.text ?? null
  if (text === null) return 'none'
  if (row.source_hash === sourceHash(text)) return 'ready'
  const kinds = [embeddingJobKind, embeddingKindOf(model)]
  const states: (JobState | undefined)[] = []
  for (const kind of kinds) states.push((await readLatestJob(transaction, { kind, uniqueKey: userId }))?.state)
  if (states.includes('queued') || states.includes('running')) return 'pending'
  // At the moment of an expiry the job that queues the embedding is still to run.
  const expiry = await readLatestJob(transaction, { kind: embeddingExpiryJobKind, uniqueKey: userId })
  if (expiry?.state === 'running' || (expiry?.state === 'queued' && expiry.runAt <= now)) return 'pending'
  return states.includes('failed') ? 'failed' : 'none'
}
