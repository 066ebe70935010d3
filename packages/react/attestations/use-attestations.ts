import type { AttestationFilters } from '@aura-sign/client'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { queryKeys } from '../provider/query-keys.ts'
import { useAuraClient } from '../provider/use-aura-client.ts'

const pageSize = 20

/** Attestations by recipient, attester, schema, time or evidence, newest first, page by page (`fetchNextPage`). */
export function useAttestations(filters: AttestationFilters, options: { readonly pageSize?: number } = {}) {
  const client = useAuraClient()
  const limit = options.pageSize ?? pageSize
  return useInfiniteQuery({
    queryKey: [...queryKeys.attestations, filters, limit],
    queryFn: ({ pageParam }) => client.listAttestations({ ...filters, limit, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    select: ({ pages }) => pages.flatMap(({ attestations }) => attestations),
  })
}
