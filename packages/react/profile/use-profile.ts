import type { Profile } from '@aura-sign/client'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { useAuraClient } from '../provider/use-aura-client.ts'
import { pollDelayMs } from './poll-delay.ts'
import { profileKey } from './profile-key.ts'

/** The profile of whoever is signed in, by their address; followed live while its embedding is computed and the page is visible. */
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
