import { newId, sha256Hex } from '@aura-sign/core'
import type { Queryable } from '@aura-sign/postgres'
import { vectorLiteral } from './normalize-vector.ts'

/** The vector of one user's statement, with the statement that it was computed from. */
export interface ComputedEmbedding {
  userId: string
  statement: string
  vector: Float32Array
}

/**
 * Stores vectors whose statement is still the user's current one, and returns the ids of these users. A vector of a
 * statement that changed meanwhile, or of a user who is gone, is dropped.
 */
export async function storeEmbeddings(
  queryable: Queryable,
  options: { model: string; embeddings: readonly ComputedEmbedding[]; now: Date },
): Promise<Set<string>> {
  const { embeddings } = options
  if (embeddings.length === 0) return new Set()
  const rows = await queryable<{ user_id: string }[]>`
    insert into embeddings (id, user_id, model, source_hash, embedding, updated_at)
    select computed.id, users.id, ${options.model}, computed.source_hash, computed.embedding::vector, ${options.now}
    from unnest(
      ${embeddings.map(() => newId())}::uuid[],
      ${embeddings.map((embedding) => embedding.userId)}::uuid[],
      ${embeddings.map((embedding) => sourceHash(embedding.statement))}::text[],
      ${embeddings.map((embedding) => vectorLiteral(embedding.vector))}::text[]
    ) as computed (id, user_id, source_hash, embedding)
    join users on users.id = computed.user_id
      and encode(sha256(convert_to(users.statement, 'UTF8')), 'hex') = computed.source_hash
    on conflict (user_id, model) do update set
      source_hash = excluded.source_hash, embedding = excluded.embedding, updated_at = excluded.updated_at
    returning user_id`
  return new Set(rows.map((row) => row.user_id))
}

/** Names the statement that a vector was computed from: SHA-256 of its UTF-8 bytes, as hex. */
export function sourceHash(statement: string): string {
  return sha256Hex(statement)
}
