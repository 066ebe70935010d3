import type { Health } from '@aura-sign/client'
import { useAuraClient } from '@aura-sign/react'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'

const everyMs = 30_000
const everyMsWhileDown = 5_000

/** Asked again every half minute while the page is visible, sooner while there is no answer. */
export function useHealth(): UseQueryResult<Health> {
  const client = useAuraClient()
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => client.getHealth({ signal }),
    refetchInterval: ({ state }) => (state.status === 'error' ? everyMsWhileDown : everyMs),
  })
}
