import { AuraProblem } from '@aura-sign/client'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { queryKeys } from './query-keys.ts'

const retriesMax = 2

/** A cache for which an answered error is final, and which asks again where no answer came. */
export function createAuraQueryClient(): QueryClient {
  const onError = (error: Error) => {
    // Sessions end on the server's side too (a restore ends all of them): ask who we are and let the page follow.
    if (error instanceof AuraProblem && error.code === 'session_required') {
      void client.invalidateQueries({ queryKey: queryKeys.session })
    }
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => isUnanswered(error) && failures < retriesMax,
        retryDelay: (failures) => 400 * 2 ** failures,
        // The service runs on the visitor's own machine or network: the browser's idea of "offline" says nothing about it.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
  return client
}

/** No usable answer came: the service is down, the network is, or something in between answered instead. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof AuraProblem && error.status === 0
}
