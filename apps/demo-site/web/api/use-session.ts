import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { getSession, type Session } from './auth.ts'
import { sessionKey } from './session-key.ts'

const retryWhileDownMs = 5_000

/** Who is signed in. While the service is down it is asked again every five seconds, so the page comes back by itself. */
export function useSession(): UseQueryResult<Session> {
  return useQuery({
    queryKey: sessionKey,
    queryFn: getSession,
    refetchInterval: (query) => (query.state.status === 'error' ? retryWhileDownMs : false),
  })
}
