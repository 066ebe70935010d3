import type { Sql } from '@aura-sign/postgres'
import { checksumAddress } from '../siwe/checksum-address.ts'
import { type Embedder, embeddingDimensions } from './embedder.ts'
import { nearestNeighbours, type VectorIndex } from './nearest-neighbours.ts'
import { normalizeVector } from './normalize-vector.ts'
import type { Neighbour } from './search-options.ts'
import { sharedAttesters } from './shared-attesters.ts'
import { sharedTerms } from './shared-terms.ts'
import type { SimilarityFilter } from './similarity-filter.ts'

export type SimilarityQuery =
  /** The identity of a wallet: `0x` and 40 hexadecimal digits, any case. */
  | { address: string }
  /** 1–2000 characters. */
  | { text: string }
  /** 384 finite numbers, not all zero, of the same model. */
  | { embedding: readonly number[] }

export interface SimilarityOptions {
  query: SimilarityQuery
  /** 1–200. */
  k: number
  /** Usually the caller: left out of the results. */
  excludeUserId?: string
  filter?: SimilarityFilter
  /** Cosine, -1 to 1: less similar identities are left out. */
  minSimilarity?: number
  /** Decides which attestations have expired. */
  now: Date
  signal?: AbortSignal
}

export interface SimilarIdentity {
  /** EIP-55. */
  address: string
  /** Cosine distance, 0 (same direction) to 2 (opposite). */
  distance: number
  reasons: SimilarityReason[]
}

export type SimilarityReason =
  | { kind: 'shared-terms'; terms: string[] }
  /** Who attested to both, EIP-55. */
  | { kind: 'shared-attesters'; attesters: string[] }

export type SimilarityResult =
  | { ok: true; results: SimilarIdentity[]; index: VectorIndex }
  | {
      ok: false
      reason:
        | 'unknown_address'
        | 'no_embedding'
        | 'address_invalid'
        | 'text_invalid'
        | 'embedding_invalid'
        | 'k_invalid'
    }

export const similarityResultsMax = 200
const textLengthMax = 2_000

/**
 * The identities nearest to an address, a text or a vector, nearest first, among embeddings of the embedder's model.
 * The identity that is asked about is left out. `index` says how Postgres answered: through a valid vector index
 * (`hnsw`, `ivfflat`; approximate) or by comparing all (`exact`).
 */
export async function findSimilar(sql: Sql, embedder: Embedder, options: SimilarityOptions): Promise<SimilarityResult> {
  const { k } = options
  if (!Number.isInteger(k) || k < 1 || k > similarityResultsMax) return { ok: false, reason: 'k_invalid' }
  const target = await resolveQuery(sql, embedder, options)
  if (!target.ok) return target
  const excludedUserIds = [target.userId, options.excludeUserId].filter((userId) => userId !== undefined)
  const { filter, minSimilarity = -1, now } = options
  const { rows, index } = await nearestNeighbours(sql, {
    ...{ model: embedder.model, vector: target.vector, k, excludedUserIds, now, statements: target.text !== '' },
    ...(filter && { filter }),
  })
  const near = rows.filter(({ distance }) => 1 - distance >= minSimilarity)
  return { ok: true, results: await explain(sql, { target, neighbours: near, now }), index }
}

type FoundTarget = Extract<Target, { ok: true }>

async function explain(
  sql: Sql,
  { target, neighbours, now }: { target: FoundTarget; neighbours: readonly Neighbour[]; now: Date },
): Promise<SimilarIdentity[]> {
  const terms = sharedTerms(
    target.text,
    neighbours.map(({ statement }) => statement ?? ''),
  )
  const userIds = neighbours.map(({ userId }) => userId)
  const attesters = target.userId ? await sharedAttesters(sql, { userId: target.userId, userIds, now }) : null
  return neighbours.map(({ userId, address, distance }, at): SimilarIdentity => {
    const reasons: SimilarityReason[] = []
    const sharedWords = terms[at] ?? []
    if (sharedWords.length > 0) reasons.push({ kind: 'shared-terms', terms: sharedWords })
    const shared = attesters?.get(userId)?.map((attester) => checksumAddress(attester.slice(2)))
    if (shared) reasons.push({ kind: 'shared-attesters', attesters: shared })
    return { address: checksumAddress(address.slice(2)), distance, reasons }
  })
}

type Target =
  | { ok: true; vector: Float32Array; text: string; userId?: string }
  | Extract<SimilarityResult, { ok: false }>

async function resolveQuery(sql: Sql, embedder: Embedder, { query, signal }: SimilarityOptions): Promise<Target> {
  if ('address' in query) return await resolveAddress(sql, embedder.model, query.address)
  if ('embedding' in query) {
    const vector = query.embedding.length === embeddingDimensions ? normalizeVector(query.embedding) : null
    return vector ? { ok: true, vector, text: '' } : { ok: false, reason: 'embedding_invalid' }
  }
  const text = query.text.trim()
  if (text === '' || [...text].length > textLengthMax) return { ok: false, reason: 'text_invalid' }
  const [vector] = await embedder.embed([text], signal ? { signal } : {})
  if (!vector) throw new Error('the embedder returned no vector')
  return { ok: true, vector, text }
}

async function resolveAddress(sql: Sql, model: string, address: string): Promise<Target> {
  if (!/^0x[0-9a-f]{40}$/i.test(address)) return { ok: false, reason: 'address_invalid' }
  // One address can belong to several identities: a contract wallet on another chain. The oldest link answers.
  const [row] = await sql<{ user_id: string; statement: string | null; embedding: string | null }[]>`
    select wallets.user_id, users.statement, embeddings.embedding::text as embedding
    from wallets
    join users on users.id = wallets.user_id
    left join embeddings on embeddings.user_id = users.id and embeddings.model = ${model}
    where wallets.address = ${address.toLowerCase()} and wallets.unlinked_at is null
    order by wallets.linked_at, wallets.account limit 1`
  if (!row) return { ok: false, reason: 'unknown_address' }
  if (!row.embedding) return { ok: false, reason: 'no_embedding' }
  const vector = Float32Array.from(row.embedding.slice(1, -1).split(','), Number)
  return { ok: true, vector, text: row.statement ?? '', userId: row.user_id }
}
