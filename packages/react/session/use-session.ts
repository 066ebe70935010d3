import type { Session } from '@aura-sign/client'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { queryKeys } from '../provider/query-keys.ts'
import { useAuraClient } from '../provider/use-aura-client.ts'

const retryWhileDownMs = 5_000

/** Who is signed in. While the service is down it is asked again every five seconds, so a page comes back by itself. */
export function useSession(): UseQueryResult<Session> {
  const client = useAuraClient()
  return useQuery({
    queryKey: queryKeys.session,
    queryFn: () => client.getSession(),
    refetchInterval: (query) => (query.state.status === 'error' ? retryWhileDownMs : false),
  })
}
