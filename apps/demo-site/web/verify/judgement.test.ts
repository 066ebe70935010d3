import type { AttestationCheck, AttestationVerdict } from '@aura-sign/react'
import { describe, expect, it } from 'vitest'
import { detailOf, judgementOf } from './judgement.ts'

const failed = (name: string, reason: string): AttestationCheck => ({ name, reason, ok: false, detail: 'it failed' })

function verdict(checks: AttestationCheck[], changes: Partial<AttestationVerdict> = {}): AttestationVerdict {
  const ok = checks.every((check) => check.ok !== false)
  return {
    ...{
      ok,
      checks,
      attester: '0x1',
      signer: 'eoa',
      format: 'offchain-v2',
      values: null,
      retryable: false,
      stored: null,
    },
    ...changes,
  }
}

describe('judgementOf', () => {
  it.each([
    [[failed('revocation', 'revoked')], 'This attestation is revoked'],
    [[failed('expiry', 'expired')], 'This attestation has expired'],
    [[failed('expiry', 'expired'), failed('revocation', 'revoked')], 'This attestation is revoked'],
    [[failed('schema', 'schema_unknown'), failed('revocation', 'revoked')], 'This attestation is not valid'],
    [[failed('uid', 'uid_mismatch')], 'This attestation is not valid'],
  ])('says the worst of it: %j', (checks, title) => {
    expect(judgementOf(verdict(checks)).title).toBe(title)
  })

  it('calls none expired whose signature is wrong', () => {
    expect(judgementOf(verdict([failed('expiry', 'expired')], { attester: null })).title).toBe(
      'This attestation is not valid',
    )
  })

  it('says of one that is not kept here that a revocation would not be known', () => {
    expect(judgementOf(verdict([])).detail).toContain('not kept here')
  })

  it('is neither good nor bad of an object alone that some key signed', () => {
    const signature: AttestationCheck = { name: 'signature', ok: null, detail: 'made by the key of 0x1' }
    const judgement = judgementOf(verdict([signature], { ok: false }))
    expect(judgement).toMatchObject({ tone: 'open', title: expect.stringContaining('is not said') })
    const unknown = verdict([signature, failed('schema', 'schema_unknown')], { ok: false })
    expect(judgementOf(unknown).tone).toBe('danger')
    const expired = verdict([signature, failed('expiry', 'expired')], { ok: false })
    expect(judgementOf(expired).detail).toContain('is not said')
  })

  it('is not final where a chain did not answer', () => {
    const judgement = judgementOf(
      verdict([failed('signature', 'chain_unavailable')], { retryable: true, attester: null }),
    )
    expect(judgement.tone).toBe('caution')
  })
})

describe('detailOf', () => {
  it('calls the check that failed as the list calls it', () => {
    expect(detailOf({ detail: 'not made, because uid failed' })).toBe('not made, because “Identifier” failed')
    expect(detailOf({ detail: 'it follows from the message' })).toBe('it follows from the message')
  })
})
