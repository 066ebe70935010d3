/** Where the hooks keep what they read. All begin with `aura`; what is read with a session, with `aura`, `mine`. */
export const queryKeys = {
  session: ['aura', 'session'],
  mine: ['aura', 'mine'],
  attestations: ['aura', 'attestations'],
  schemas: ['aura', 'schemas'],
  verification: ['aura', 'verification'],
} as const
