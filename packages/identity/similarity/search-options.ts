import type { SimilarityFilter } from './similarity-filter.ts'

/** One search, as both ways of answering it take it. */
export interface SearchOptions {
  model: string
  vector: Float32Array
  /** 1–200. */
  k: number
  excludedUserIds: readonly string[]
  filter?: SimilarityFilter
  /** Decides which attestations have expired. */
  now: Date
  /** Reads what they say, too. */
  statements?: boolean
  /** Candidates of an hnsw search; default: from k and the filter. */
  efSearch?: number
  /** A filter that lets no more identities through is answered by comparing all of these; default: 2,000. */
  exactMatchesMax?: number
}

export interface Neighbour {
  userId: string
  address: string
  statement: string | null
  /** Cosine distance. */
  distance: number
}
