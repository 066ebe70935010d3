import { request } from './request.ts'

export interface Reason {
  readonly kind: 'shared-terms'
  readonly terms: readonly string[]
}

export interface SimilarIdentity {
  readonly address: string
  /** Cosine distance: 0 is the same direction, 2 the opposite one. */
  readonly distance: number
  readonly reasons: readonly Reason[]
}

export interface SimilarityAnswer {
  readonly results: readonly SimilarIdentity[]
  readonly index: 'hnsw' | 'ivfflat' | 'exact'
}

export type SimilarityQuery = { readonly address: string } | { readonly text: string }

const resultsMax = 12

export async function findSimilar(query: SimilarityQuery): Promise<SimilarityAnswer> {
  return (await request<SimilarityAnswer>('POST', '/api/similarity', { body: { ...query, k: resultsMax } })).body
}
