import type { Profile } from '@aura-sign/client'
import type { UseMutationResult } from '@tanstack/react-query'
import { useProfileChange } from './use-profile-change.ts'

/** Says whether searches find `address`, who is signed in. With false no search does once it is answered. */
export function useSetSearchable(address: string): UseMutationResult<Profile, Error, boolean> {
  return useProfileChange(address, (client, searchable: boolean) => client.setSearchable(searchable))
}
