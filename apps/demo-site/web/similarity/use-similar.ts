import { queryKeys, useAuraClient } from '@aura-sign/react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { SimilarityQuery } from './similarity-query.ts'

const resultsMax = 12

interface SimilarOptions {
  readonly query: SimilarityQuery
  /** Changes when the vector that is compared changes. */
  readonly version: string
}

/** The identities nearest to an address, itself left out, or to a text. */
export function useSimilar({ query, version }: SimilarOptions) {
  const client = useAuraClient()
  return useQuery({
    queryKey: [...queryKeys.mine, 'similar', query, version],
    queryFn: ({ signal }) => client.findSimilar({ ...query, k: resultsMax }, { signal }),
    placeholderData: keepPreviousData,
    select: ({ results, index }) => ({
      index,
      identities: results.filter(
        ({ address }) => !('address' in query) || address.toLowerCase() !== query.address.toLowerCase(),
      ),
    }),
  })
}
