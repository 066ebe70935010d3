import type { Attestation } from '@aura-sign/client'

export type AttestationState = 'valid' | 'revoked' | 'expired'

/** What an attestation is worth at `now`: a revocation is final and says more than an expiry. */
export function attestationState(attestation: Attestation, now: Date): AttestationState {
  if (attestation.revocation !== null) return 'revoked'
  const expiresAt = expiryOf(attestation)
  return expiresAt !== null && expiresAt.getTime() <= now.getTime() ? 'expired' : 'valid'
}

/** When it ends; null is never. Times beyond what a date can hold never come either. */
export function expiryOf({ object }: Pick<Attestation, 'object'>): Date | null {
  const seconds = Number(object.message.expirationTime)
  const date = new Date(seconds * 1_000)
  return seconds === 0 || Number.isNaN(date.getTime()) ? null : date
}
