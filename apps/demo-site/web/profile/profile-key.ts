/** Everything under `mine` belongs to the session and is forgotten with it. */
export function profileKey(address: string): readonly string[] {
  return ['mine', 'profile', address]
}
