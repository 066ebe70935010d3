import { queryKeys } from '@aura-sign/react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { findSimilar, type SimilarityQuery } from '../api/similarity.ts'

interface SimilarOptions {
  readonly query: SimilarityQuery
  /** Changes when the vector that is compared changes. */
  readonly version: string
}

/** The identities nearest to an address, itself left out, or to a text. */
export function useSimilar({ query, version }: SimilarOptions) {
  return useQuery({
    queryKey: [...queryKeys.mine, 'similar', query, version],
    queryFn: () => findSimilar(query),
    placeholderData: keepPreviousData,
    select: ({ results, index }) => ({
      index,
      identities: results.filter(
        ({ address }) => !('address' in query) || address.toLowerCase() !== query.address.toLowerCase(),
      ),
    }),
  })
}
