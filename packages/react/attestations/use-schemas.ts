import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { queryKeys } from '../provider/query-keys.ts'
import { useAuraClient } from '../provider/use-aura-client.ts'

/** The schemas that are known at the service, newest first, page by page. */
export function useSchemas() {
  const client = useAuraClient()
  return useInfiniteQuery({
    queryKey: [...queryKeys.schemas, 'list'],
    queryFn: ({ pageParam }) => client.listSchemas({ cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ schemas }) => schemas),
  })
}

/** A schema by its uid. A uid is the hash of its schema, so an answer never grows old. */
export function useSchema(uid: string) {
  const client = useAuraClient()
  return useQuery({
    queryKey: [...queryKeys.schemas, uid],
    queryFn: () => client.getSchema(uid),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Makes a schema known at the service; the same one again is the one that is known. */
export function useRegisterSchema() {
  const client = useAuraClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (schema: { readonly schema: string; readonly revocable: boolean }) => client.registerSchema(schema),
    onSuccess: (registered) => {
      queryClient.setQueryData([...queryKeys.schemas, registered.uid], registered)
      return queryClient.invalidateQueries({ queryKey: [...queryKeys.schemas, 'list'] })
    },
  })
}
