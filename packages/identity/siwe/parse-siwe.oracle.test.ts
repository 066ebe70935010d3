import { SiweMessage } from '@signinwithethereum/siwe'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSiweMessage } from './create-siwe-message.ts'
import { parseSiwe } from './parse-siwe.ts'
import { arbitraryEdit, arbitrarySiweFields } from './testing/arbitrary-siwe-fields.ts'

// The reference parser, which runs a generated grammar of EIP-4361: right, but 50 times slower. Ours is checked against it.

describe('parseSiwe against the reference parser', () => {
  it('reads every message of the grammar into the same fields', () => {
    fc.assert(
      fc.property(arbitrarySiweFields, (fields) => {
        expect(parseSiwe(createSiweMessage(fields))).toEqual({ ok: true, fields })
        expect(oracleFields(createSiweMessage(fields))).toEqual(fields)
      }),
      { numRuns: runs },
    )
  })

  it('accepts a damaged message exactly when the reference does, deliberate bounds apart', () => {
    const edits = fc.array(arbitraryEdit, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(arbitrarySiweFields, edits, (fields, list) => {
        const text = list.reduce((damaged, edit) => edit(damaged), createSiweMessage(fields))
        const ours = parseSiwe(text)
        const theirs = oracleFields(text)
        if (ours.ok) expect(ours.fields).toEqual(theirs)
        else if (theirs) expect(deliberateBounds(text)).toContain(ours.reason)
      }),
      { numRuns: runs },
    )
  })

  it.each([
    [
      'IPv6 addresses',
      fc
        .string({ unit: fc.constantFrom('::', ':', '.', '1', 'ab', '255', '256', '1.2.3.4', '01'), maxLength: 9 })
        .map((text) => `http://[${text}]`),
    ],
    [
      'URIs',
      fc.string({ unit: fc.constantFrom(...'a:/?#[]@%1.', '%41', '::'), maxLength: 10 }).map((text) => `a${text}`),
    ],
  ])('accepts the same %s', (_name, uris) => {
    fc.assert(
      fc.property(uris, (uri) => {
        const text = `a.b wants you to sign in with your Ethereum account:\n0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2\n\n\nURI: ${uri}\nVersion: 1\nChain ID: 1\nNonce: 12345678\nIssued At: 2026-01-01T00:00:00Z`
        const ours = parseSiwe(text).ok
        if (ours !== (oracleFields(text) !== undefined)) expect(deliberateBounds(text)).toContain('uri_malformed')
      }),
      { numRuns: runs },
    )
  })

  it('accepts the same timestamps', () => {
    const parts = fc.tuple(
      fc.constantFrom('0000', '1900', '2000', '2023', '2024', '9999', '99'),
      fc.constantFrom('-02', '-04', '-12', '-13', '-00'),
      fc.constantFrom('-00', '-28', '-29', '-30', '-31', '-32'),
      fc.constantFrom('T', 't', ' '),
      fc.constantFrom('00:00:00', '23:59:59', '24:00:00', '23:60:00', '23:59:60', '23:59:61', '7:00:00'),
      fc.constantFrom('', '.1', '.', ',5', '.1234567890123'),
      fc.constantFrom('Z', 'z', '+00:00', '-23:59', '+24:00', '+00:60', '', '+0000'),
    )
    fc.assert(
      fc.property(parts, (list) => {
        const text = `a.b wants you to sign in with your Ethereum account:\n0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2\n\n\nURI: a:b\nVersion: 1\nChain ID: 1\nNonce: 12345678\nIssued At: ${list.join('')}`
        const ours = parseSiwe(text).ok
        if (ours !== (oracleFields(text) !== undefined)) expect(deliberateBounds(text)).toContain('issued_at_malformed')
      }),
      { numRuns: runs },
    )
  })
})

const runs = 1_500

function oracleFields(text: string): object | undefined {
  try {
    const { warnings: _, ...fields } = new SiweMessage(text)
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  } catch {
    return undefined
  }
}

/** The reasons for which we may refuse a message that the reference accepts; see `parseSiwe`. */
function deliberateBounds(text: string): string[] {
  const reasons: string[] = []
  const address = text.split('\n')[1] ?? ''
  const digits = address.slice(2)
  if (address.startsWith('0X')) reasons.push('address_malformed')
  if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) reasons.push('address_checksum')
  const chainId = /^Chain ID: (\d+)$/m.exec(text)?.[1] ?? ''
  if (chainId.startsWith('0') || BigInt(chainId) > Number.MAX_SAFE_INTEGER) reasons.push('chain_id_malformed')
  if (/^Issued At: .{17}60/m.test(text)) reasons.push('issued_at_malformed')
  if (/^Expiration Time: .{17}60/m.test(text)) reasons.push('expiration_time_malformed')
  if (/^Not Before: .{17}60/m.test(text)) reasons.push('not_before_malformed')
  // Octets with leading zeros inside an IPv6 address, which RFC 3986 does not have.
  if (/\[[^\]]*(?:\.0\d|:0\d+\.)[^\]]*\]/.test(text))
    reasons.push('domain_malformed', 'uri_malformed', 'resource_malformed')
  return reasons
}
