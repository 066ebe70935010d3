import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from './problem.ts'
import { sessionKey } from './session-key.ts'
import { Unreachable } from './unreachable.ts'

const retriesMax = 2

/** One cache for the page. An answered error is final, a missing answer is asked for again. */
export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    // Sessions end on the server's side too (a restore ends all of them): ask who we are and let the page follow.
    if (error instanceof Problem && error.code === 'session_required') {
      void client.invalidateQueries({ queryKey: sessionKey })
    }
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => error instanceof Unreachable && failures < retriesMax,
        retryDelay: (failures) => 400 * 2 ** failures,
        // The service runs on the visitor's own machine or network: the browser's idea of "offline" says nothing about it.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
  return client
}
