import fc from 'fast-check'
import { createSiweMessage as createWithViem } from 'viem/siwe'
import { describe, expect, it } from 'vitest'
import { createSiweMessage } from './create-siwe-message.ts'
import { parseSiwe } from './parse-siwe.ts'
import type { SiweFields } from './siwe-fields.ts'
import { arbitrarySiweFields } from './testing/arbitrary-siwe-fields.ts'

const fields = {
  domain: 'localhost:3000',
  address: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2',
  statement: 'Sign in to Aura-Sign.',
  uri: 'http://localhost:3000',
  version: '1',
  chainId: 1,
  nonce: 'k3J9aQ0zT7',
  issuedAt: '2026-11-23T10:00:00.000Z',
} as const satisfies SiweFields

describe('createSiweMessage', () => {
  it('is the inverse of parseSiwe for all fields of the grammar', () => {
    fc.assert(
      fc.property(arbitrarySiweFields, (any) => {
        const text = createSiweMessage(any)
        const parsed = parseSiwe(text)
        expect(parsed).toEqual({ ok: true, fields: any })
        if (parsed.ok) expect(createSiweMessage(parsed.fields)).toBe(text)
      }),
      { numRuns: 300 },
    )
  })

  it('writes what other libraries write', () => {
    const { issuedAt, ...rest } = { ...fields, requestId: 'a', resources: ['https://a.example/1', 'urn:b'] }
    expect(createSiweMessage({ ...rest, issuedAt })).toBe(createWithViem({ ...rest, issuedAt: new Date(issuedAt) }))
  })

  it.each<[string, Partial<SiweFields>]>([
    ['a statement of two lines', { statement: 'Hello\n\nURI: https://evil.example' }],
    ['a request id in the nonce', { nonce: 'k3J9aQ0zT7\nIssued At: 2026-11-23T10:00:00Z\nRequest ID: a' }],
    ['an expiration in the issued-at', { issuedAt: '2026-11-23T10:00:00Z\nExpiration Time: 2099-01-01T00:00:00Z' }],
    ['two resources in one', { resources: ['https://a.example\n- https://b.example'] }],
    ['a scheme in the domain', { domain: 'https://localhost:3000' }],
    ['an address in lowercase', { address: '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2' }],
    ['a chain id of zero', { chainId: 0 }],
    ['a chain id that is no integer', { chainId: 1.5 }],
    ['a nonce that is too short', { nonce: 'short' }],
  ])('refuses %s', (_what, change) => {
    expect(() => createSiweMessage({ ...fields, ...change })).toThrow(RangeError)
  })
})
