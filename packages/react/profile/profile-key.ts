import { queryKeys } from '../provider/query-keys.ts'

/** Everything under `mine` belongs to the session and is forgotten with it. */
export function profileKey(address: string): readonly string[] {
  return [...queryKeys.mine, 'profile', address]
}
