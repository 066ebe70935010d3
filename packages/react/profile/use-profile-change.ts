import type { AuraClient, Profile } from '@aura-sign/client'
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAuraClient } from '../provider/use-aura-client.ts'
import { profileKey } from './profile-key.ts'

/** A call that changes the profile of `address`; what it answers is what `useProfile` shows from then on. */
export function useProfileChange<Change>(
  address: string,
  change: (client: AuraClient, change: Change) => Promise<Profile>,
): UseMutationResult<Profile, Error, Change> {
  const client = useAuraClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (wanted: Change) => change(client, wanted),
    onSuccess: async (profile) => {
      // A poll that is under way would bring back the state from before.
      await queryClient.cancelQueries({ queryKey: profileKey(address) })
      queryClient.setQueryData<Profile>(profileKey(address), profile)
    },
  })
}
