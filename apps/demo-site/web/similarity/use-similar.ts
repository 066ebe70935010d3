import { queryKeys, useAuraClient } from '@aura-sign/react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Narrowing } from './narrowing.ts'
import type { SimilarityQuery } from './similarity-query.ts'

const resultsMax = 12

interface SimilarOptions {
  readonly query: SimilarityQuery
  readonly narrowing: Narrowing
  /** Changes when the answer may: the vector that is compared is another one, or somebody asks again. */
  readonly version: string
}

/** The identities nearest to an address, itself left out, or to a text. */
export function useSimilar({ query, narrowing, version }: SimilarOptions) {
  const client = useAuraClient()
  return useQuery({
    queryKey: [...queryKeys.mine, 'similar', query, narrowing, version],
    queryFn: ({ signal }) => client.findSimilar({ ...query, ...narrowing, k: resultsMax }, { signal }),
    placeholderData: keepPreviousData,
    select: ({ results, index }) => ({
      index,
      identities: results.filter(
        ({ address }) => !('address' in query) || address.toLowerCase() !== query.address.toLowerCase(),
      ),
    }),
  })
}
