import type { Profile } from '@aura-sign/client'
import type { UseMutationResult } from '@tanstack/react-query'
import { useProfileChange } from './use-profile-change.ts'

/** Saves what `address`, who is signed in, says of themselves; a worker computes its embedding. */
export function useSetStatement(address: string): UseMutationResult<Profile, Error, string> {
  return useProfileChange(address, (client, statement: string) => client.setStatement(statement))
}
