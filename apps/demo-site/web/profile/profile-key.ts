import { queryKeys } from '@aura-sign/react'

/** Everything under `mine` belongs to the session and is forgotten with it. */
export function profileKey(address: string): readonly string[] {
  return [...queryKeys.mine, 'profile', address]
}
