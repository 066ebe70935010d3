import type { Profile } from '@aura-sign/client'
import { useAuraClient } from '@aura-sign/react'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { pollDelayMs } from './poll-delay.ts'
import { profileKey } from './profile-key.ts'

/** The profile, followed live while its embedding is being computed and the page is visible. */
export function useProfile(address: string): UseQueryResult<Profile> {
  const client = useAuraClient()
  const answersBefore = useRef(0)
  return useQuery({
    queryKey: profileKey(address),
    queryFn: ({ signal }) => client.getProfile({ signal }),
    refetchInterval: ({ state }) => {
      const answers = state.dataUpdateCount + state.errorUpdateCount
      if (state.data?.embedding.state === 'pending') return pollDelayMs(answers - answersBefore.current)
      answersBefore.current = answers
      return false
    },
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: 'always',
  })
}
