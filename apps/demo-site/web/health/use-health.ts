import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { getHealth, type Health } from '../api/health.ts'

const everyMs = 30_000
const everyMsWhileDown = 5_000

/** Asked again every half minute while the page is visible, sooner while there is no answer. */
export function useHealth(): UseQueryResult<Health> {
  return useQuery({
    queryKey: ['health'],
    queryFn: getHealth,
    refetchInterval: ({ state }) => (state.status === 'error' ? everyMsWhileDown : everyMs),
  })
}
