import fc from 'fast-check'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { createSiweMessage } from './create-siwe-message.ts'
import { parseSiwe } from './parse-siwe.ts'
import type { SiweFields } from './siwe-fields.ts'
import { type SiwePolicyReason, type VerifySiweOptions, verifySiwe } from './verify-siwe.ts'

const wallet = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const otherWallet = privateKeyToAccount(`0x${'22'.repeat(32)}`)
const fields: SiweFields = {
  domain: 'localhost:3000',
  address: wallet.address,
  statement: 'Sign in to Aura-Sign.',
  uri: 'http://localhost:3000',
  version: '1',
  chainId: 8453,
  nonce: 'abcdefgh12345678',
  issuedAt: '2026-11-23T12:00:00.000Z',
}
const expected = {
  domain: 'localhost:3000',
  uri: 'http://localhost:3000',
  nonce: 'abcdefgh12345678',
  now: new Date('2026-11-23T12:01:00Z'),
}

describe('verifySiwe', () => {
  it('accepts a message signed by the key of its address, and names the founding account', async () => {
    const message = createSiweMessage(fields)
    const signature = await wallet.signMessage({ message })
    expect(await verifySiwe({ ...expected, message, signature, chainIds: [1, 8453] })).toEqual({
      ok: true,
      message: fields,
      address: wallet.address,
      chainId: 8453,
      account: `eip155:1:${wallet.address.toLowerCase()}`,
      signer: 'eoa',
    })
  })

  it.each<[string, Partial<SiweFields>, Partial<VerifySiweOptions>]>([
    ['the scheme of the expected URI', { scheme: 'http' }, {}],
    ['another scheme that is listed', { scheme: 'https' }, { schemes: ['https', 'http'] }],
    ['any address when the nonce has none', {}, {}],
    ['the address that the nonce was issued to, in any case', {}, { address: lowercase(wallet.address) }],
    ['the expected request id', { requestId: 'r1' }, { requestId: 'r1' }],
    ['a request id nobody asked about', { requestId: 'r1' }, {}],
    ['resources that are accepted', { resources: ['urn:a'] }, { acceptResource: (uri) => uri === 'urn:a' }],
    ['an issued-at ahead by the tolerance', { issuedAt: '2026-11-23T12:03:00Z' }, {}],
    ['an issued-at of the greatest age', { issuedAt: '2026-11-23T11:51:00Z' }, {}],
    ['a not-before ahead by the tolerance', { notBefore: '2026-11-23T12:03:00Z' }, {}],
    ['an expiration one millisecond ahead', { expirationTime: '2026-11-23T12:01:00.001Z' }, {}],
  ])('accepts %s', async (_what, change, options) => {
    expect(await verify(change, options)).toMatchObject({ ok: true })
  })

  it('passes on the reason of the parser and of the signature', async () => {
    const message = createSiweMessage(fields)
    const signature = await wallet.signMessage({ message })
    expect(await verifySiwe({ ...expected, message: `${message}\n`, signature })).toEqual({
      ok: false,
      reason: 'trailing_text',
    })
    expect(await verifySiwe({ ...expected, message, signature: '0x' })).toEqual({
      ok: false,
      reason: 'signature_length',
    })
    expect(await verifySiwe({ ...expected, message, signature, maxMessageBytes: 100 })).toEqual({
      ok: false,
      reason: 'message_too_large',
    })
  })
})

const refusals: Record<
  SiwePolicyReason,
  readonly (readonly [what: string, change: Partial<SiweFields>, options: Partial<VerifySiweOptions>])[]
> = {
  scheme_mismatch: [
    ['https where http is expected', { scheme: 'https' }, {}],
    ['a scheme that is not listed', { scheme: 'http' }, { schemes: ['https'] }],
    ['no scheme where one is required', {}, { schemeRequired: true }],
    ['a scheme in other letters', { scheme: 'HTTP' }, {}],
  ],
  domain_mismatch: [
    ['another port', { domain: 'localhost:3001' }, {}],
    ['no port', { domain: 'localhost' }, {}],
    ['a subdomain', { domain: 'a.localhost:3000' }, {}],
    ['a user before the host', { domain: 'localhost:3000@evil.example' }, {}],
    ['other letters', { domain: 'LOCALHOST:3000' }, {}],
  ],
  uri_mismatch: [
    ['another scheme', { uri: 'https://localhost:3000' }, {}],
    ['another origin', { uri: 'https://evil.example' }, {}],
    ['another path', { uri: 'http://localhost:3000/admin' }, {}],
  ],
  chain_id_not_accepted: [
    ['a chain that is not listed', { chainId: 5 }, { chainIds: [1, 8453] }],
    ['any chain when none is listed', {}, { chainIds: [] }],
  ],
  nonce_mismatch: [
    ['another nonce of the same length', { nonce: 'abcdefgh12345679' }, {}],
    ['a shorter nonce', { nonce: 'abcdefgh' }, {}],
    ['an expected nonce that is empty', {}, { nonce: '' }],
  ],
  address_mismatch: [['the address of someone else', {}, { address: otherWallet.address }]],
  request_id_mismatch: [
    ['another request id', { requestId: 'r2' }, { requestId: 'r1' }],
    ['no request id', {}, { requestId: 'r1' }],
  ],
  resource_not_accepted: [
    ['one resource of two', { resources: ['urn:a', 'urn:b'] }, { acceptResource: (uri) => uri === 'urn:a' }],
  ],
  issued_at_in_future: [
    ['a millisecond beyond the tolerance', { issuedAt: '2026-11-23T12:03:00.001Z' }, {}],
    ['ahead without tolerance', { issuedAt: '2026-11-23T12:01:00.001Z' }, { clockSkewMs: 0 }],
    ['a time of ours that is not a date', {}, { now: new Date(Number.NaN) }],
  ],
  issued_at_too_old: [
    ['a millisecond beyond the age', { issuedAt: '2026-11-23T11:50:59.999Z' }, {}],
    ['a message of last year', { issuedAt: '2025-11-23T12:00:00Z', expirationTime: '2099-01-01T00:00:00Z' }, {}],
    ['a short age', {}, { issuedAtMaxAgeMs: 59_999 }],
    ['an age that is not a number', {}, { issuedAtMaxAgeMs: Number.NaN }],
  ],
  not_yet_valid: [
    ['a millisecond beyond the tolerance', { notBefore: '2026-11-23T12:03:00.001Z' }, {}],
    ['tomorrow', { notBefore: '2026-11-24T12:00:00Z', expirationTime: '2026-11-25T12:00:00Z' }, {}],
  ],
  expired: [
    ['an expiration of now', { expirationTime: '2026-11-23T12:01:00Z' }, {}],
    ['an expiration of now in another zone', { expirationTime: '2026-11-23T13:00:59+01:00' }, {}],
    [
      'an expiration in the past beside a not-before',
      { expirationTime: '2026-11-23T12:00:30Z', notBefore: '2026-11-23T12:00:00Z' },
      {},
    ],
  ],
}

describe('verifySiwe refuses a rightly signed message', () => {
  for (const [reason, plants] of Object.entries(refusals)) {
    it.each(plants)(`${reason}: %s`, async (_what, change, options) => {
      expect(await verify(change, options)).toEqual({ ok: false, reason })
    })
  }
})

describe('verifySiwe refuses a signature', () => {
  it('by another key', async () => {
    const message = createSiweMessage(fields)
    const signature = await otherWallet.signMessage({ message })
    expect(await verifySiwe({ ...expected, message, signature })).toEqual({ ok: false, reason: 'signature_mismatch' })
  })

  it('over another message of the same wallet, carried under a fresh nonce', async () => {
    const signature = await wallet.signMessage({ message: createSiweMessage({ ...fields, nonce: 'usedBefore123' }) })
    const message = createSiweMessage(fields)
    expect(await verifySiwe({ ...expected, message, signature })).toEqual({ ok: false, reason: 'signature_mismatch' })
  })

  it('over the bare hash of the message or over its typed data, which are not personal messages', async () => {
    const message = createSiweMessage(fields)
    const signature = await wallet.sign({ hash: `0x${'07'.repeat(32)}` })
    expect(await verifySiwe({ ...expected, message, signature })).toEqual({ ok: false, reason: 'signature_mismatch' })
  })

  it('over a message in which any single byte was changed, whatever the site expects', async () => {
    const message = createSiweMessage({ ...fields, requestId: 'r1', resources: ['urn:a'] })
    const signature = await wallet.signMessage({ message })
    const byte = fc.oneof(fc.constantFrom(...'0123456789abcdefABCDEF:/.-@'), fc.string({ minLength: 1, maxLength: 1 }))
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat(message.length - 1)), byte, async (at, character) => {
        fc.pre(message[at] !== character)
        const damaged = message.slice(0, at) + character + message.slice(at + 1)
        expect(await verifyTrusting(damaged, signature)).toMatchObject({ ok: false })
      }),
      { numRuns: 3_000 },
    )
    expect(await verifyTrusting(message, signature)).toMatchObject({ ok: true })
  })

  it('in which any single digit was changed', async () => {
    const message = createSiweMessage(fields)
    const signature = await wallet.signMessage({ message })
    const digit = fc.constantFrom(...'0123456789abcdef')
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat({ max: 129 })), digit, async (at, character) => {
        fc.pre(signature[at + 2] !== character)
        const damaged = signature.slice(0, at + 2) + character + signature.slice(at + 3)
        expect(await verifySiwe({ ...expected, message, signature: damaged })).toMatchObject({ ok: false })
      }),
      { numRuns: 1_000 },
    )
  })
})

async function verify(change: Partial<SiweFields>, options: Partial<VerifySiweOptions>) {
  const message = createSiweMessage({ ...fields, ...change })
  return verifySiwe({ ...expected, message, signature: await wallet.signMessage({ message }), ...options })
}

/** Verifies with the expectations that the message itself names, so that only the signature is left to refuse. */
async function verifyTrusting(message: string, signature: string) {
  const parsed = parseSiwe(message)
  if (!parsed.ok) return parsed
  const { scheme, domain, uri, nonce, issuedAt } = parsed.fields
  const schemes = scheme === undefined ? [] : [scheme]
  return verifySiwe({ message, signature, domain, uri, nonce, schemes, now: new Date(issuedAt) })
}

function lowercase(address: string): `0x${string}` {
  return `0x${address.slice(2).toLowerCase()}`
}
