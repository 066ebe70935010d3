import type { Profile } from '@aura-sign/client'
import type { UseMutationResult } from '@tanstack/react-query'
import { useProfileChange } from './use-profile-change.ts'

/** Deletes statement and embedding of `address`, who is signed in and stays so; no search finds them. Attestations stay. */
export function useDeleteProfile(address: string): UseMutationResult<Profile, Error, void> {
  return useProfileChange(address, async (client) => {
    await client.deleteProfile()
    return await client.getProfile()
  })
}
