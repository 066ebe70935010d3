import { newId } from '@aura-sign/core'
import type { Queryable } from '@aura-sign/postgres'
import { embeddingSources, sourceHash } from './embedding-sources.ts'
import { vectorLiteral } from './normalize-vector.ts'

/** The vector of one identity, with the text that it was computed from. */
export interface ComputedEmbedding {
  userId: string
  text: string
  vector: Float32Array
}

/**
 * Stores vectors whose text is still what the identity says, and returns the ids of these users. A vector of a text that
 * changed meanwhile, or of a user who is gone, is dropped. Inside a transaction the text cannot change before that ends.
 */
export async function storeEmbeddings(
  queryable: Queryable,
  options: { model: string; embeddings: readonly ComputedEmbedding[]; now: Date },
): Promise<Set<string>> {
  const { now } = options
  const userIds = options.embeddings.map(({ userId }) => userId)
  const sources = await embeddingSources(queryable, { userIds, now, locks: true })
  const embeddings = options.embeddings.filter(({ userId, text }) => sources.get(userId)?.text === text)
  if (embeddings.length === 0) return new Set()
  const rows = await queryable<{ user_id: string }[]>`
    insert into embeddings (id, user_id, model, source_hash, embedding, updated_at)
    select computed.id, computed.user_id, ${options.model}, computed.source_hash, computed.embedding::vector, ${now}
    from unnest(
      ${embeddings.map(() => newId())}::uuid[],
      ${embeddings.map(({ userId }) => userId)}::uuid[],
      ${embeddings.map(({ text }) => sourceHash(text))}::text[],
      ${embeddings.map(({ vector }) => vectorLiteral(vector))}::text[]
    ) as computed (id, user_id, source_hash, embedding)
    on conflict (user_id, model) do update set
      source_hash = excluded.source_hash, embedding = excluded.embedding, updated_at = excluded.updated_at
    returning user_id`
  return new Set(rows.map((row) => row.user_id))
}
