import type { Attestation } from '@aura-sign/client'
import { describe, expect, it } from 'vitest'
import { attestationState, expiryOf } from './attestation-state.ts'

const now = new Date('2026-11-24T12:00:00Z')
const seconds = (date: string) => String(Date.parse(date) / 1_000)

function attestation(expirationTime: string, revoked = false): Attestation {
  const revocation = revoked ? { revokedAt: now.toISOString(), journaled: true, object: {} } : null
  return { object: { message: { expirationTime } }, revocation } as unknown as Attestation
}

describe('attestationState', () => {
  it.each([
    ['0', false, 'valid'],
    [seconds('2026-11-24T12:00:01Z'), false, 'valid'],
    [seconds('2026-11-24T12:00:00Z'), false, 'expired'],
    [seconds('2026-11-23T12:00:00Z'), true, 'revoked'],
    ['18446744073709551615', false, 'valid'],
  ])('of one that expires at %s and is revoked: %s is %s', (expirationTime, revoked, state) => {
    expect(attestationState(attestation(expirationTime, revoked), now)).toBe(state)
  })

  it('has no date for a time that no calendar reaches', () => {
    expect(expiryOf(attestation('18446744073709551615'))).toBeNull()
  })
})
