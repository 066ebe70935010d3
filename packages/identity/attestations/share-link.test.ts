import { deflateSync } from 'node:zlib'
import {
  createOffchainURL,
  decodeBase64ZippedBase64,
  type SignedOffchainAttestation,
  zipAndEncodeToBase64,
} from '@ethereum-attestation-service/eas-sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { easObject } from './eas-object.ts'
import { decodeShareLink, encodeShareLink } from './share-link.ts'
import { arbitraryAttestation } from './testing/arbitrary-attestation.ts'
import { asJson, sdkAttestation, sdkNow, sdkVerifies, sdkWallet } from './testing/sdk-attestation.ts'
import { verifyAttestation } from './verify-attestation.ts'

const signer = sdkWallet.address
const none = { recipient: `0x${'0'.repeat(40)}`, refUID: `0x${'0'.repeat(64)}`, expirationTime: 0n }

describe('decodeShareLink', () => {
  it('reads what the SDK writes, and it verifies', async () => {
    for (const attestation of [
      await sdkAttestation(),
      await sdkAttestation(none),
      await sdkAttestation({ version: 1 }),
      await sdkAttestation({ data: `0x${'ab'.repeat(60_000)}` }),
    ]) {
      const sdk = { sig: attestation, signer }
      for (const link of [
        createOffchainURL(sdk),
        `https://a.example${createOffchainURL(sdk)}`,
        zipAndEncodeToBase64(sdk),
      ]) {
        const decoded = decodeShareLink(link)
        expect(decoded).toMatchObject({ ok: true, signer })
        if (!decoded.ok) continue
        expect(await verifyAttestation({ ...decoded, now: sdkNow })).toMatchObject({ ok: true })
        const theirs = asJson(decodeBase64ZippedBase64(zipAndEncodeToBase64(sdk)))
        expect(withoutEmpty(asText(decoded.attestation))).toEqual(withoutEmpty(asText(theirs.sig)))
      }
    }
  })

  it('reads a link without a version as legacy, as the SDK does', async () => {
    const { version: _, ...message } = (await sdkAttestation({ version: 0 })).message
    const sig = { ...(await sdkAttestation({ version: 0 })), message } as unknown as SignedOffchainAttestation
    const decoded = decodeShareLink(createOffchainURL({ sig, signer }))
    expect(decoded).toMatchObject({ ok: true, attestation: { version: 0, primaryType: 'Attestation' } })
  })
})

describe('encodeShareLink', () => {
  it('writes what the SDK reads and verifies', async () => {
    for (const [version, attestation] of [
      [2, await sdkAttestation()],
      [2, await sdkAttestation(none)],
      [1, await sdkAttestation({ version: 1 })],
    ] as const) {
      const { authentic } = await verifyAttestation({ attestation, signer, now: sdkNow })
      const encoded = encodeShareLink(authentic ?? expect.fail())
      const base64 = decodeURIComponent(encoded.ok ? encoded.fragment.slice('#attestation='.length) : '')
      const theirs = decodeBase64ZippedBase64(base64)
      expect(theirs.signer).toBe(signer)
      expect(sdkVerifies(theirs.sig, version, signer)).toBe(true)
    }
  })

  it('is undone by decodeShareLink, or says what has no place in it, for any attestation', () => {
    fc.assert(
      fc.property(arbitraryAttestation, (attestation) => {
        const encoded = encodeShareLink({ attestation, attester: attestation.domain.verifyingContract })
        if (!encoded.ok) {
          const reason = attestation.structName === 'Attestation' ? 'legacy_name_lost' : 'number_not_exact'
          expect(encoded).toMatchObject({ reason })
          return
        }
        const expected = easObject({
          ...attestation,
          primaryType: attestation.version === 0 ? 'Attestation' : 'Attest',
        })
        expect(asText(decodeShareLink(encoded.fragment))).toEqual(
          asText({ ok: true, signer: attestation.domain.verifyingContract, attestation: expected }),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('refuses a signature that is not r, s and v', async () => {
    const { authentic } = await verifyAttestation({ attestation: await sdkAttestation(), signer, now: sdkNow })
    const { attestation, attester } = authentic ?? expect.fail()
    const wrapped = { ...attestation, signature: `0x${'6492'.repeat(40)}` as const }
    expect(encodeShareLink({ attestation: wrapped, attester })).toMatchObject({
      ok: false,
      reason: 'signature_not_rsv',
    })
  })
})

describe('decodeShareLink refuses', () => {
  const packed = (value: unknown) =>
    deflateSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64')
  const parts = (changes: Record<number, unknown>) => {
    const list: unknown[] = Array(18).fill(0)
    list[6] = signer
    for (const [index, value] of Object.entries(changes)) list[Number(index)] = value
    return packed(list)
  }

  it.each([
    ['nothing', '', 'link_malformed'],
    ['an empty fragment', '#attestation=', 'link_malformed'],
    ['text', 'not base64!', 'link_malformed'],
    ['half a percent-encoding', '#attestation=%2', 'link_malformed'],
    ['base64 of anything', Buffer.from('hello').toString('base64'), 'link_malformed'],
    ['a stream cut off', packed([1, 2, 3]).slice(0, 8), 'link_malformed'],
    ['what is no JSON', packed('[1,'), 'link_malformed'],
    ['an object', packed({ length: 18 }), 'link_malformed'],
    ['a short list', packed([1]), 'link_malformed'],
    ['a long list', packed(Array(19).fill(0)), 'link_malformed'],
    ['a bomb', packed('0'.repeat(100_000_000)), 'link_too_large'],
    ['a long link', 'A'.repeat(200_001), 'link_too_long'],
    ['no signer', parts({ 6: null }), 'signer_malformed'],
    ['version 3', parts({ 16: 3 }), 'version_unknown'],
    ['a version that is text', parts({ 16: '__proto__' }), 'version_unknown'],
  ])('%s', (_what, link, reason) => {
    expect(decodeShareLink(link)).toMatchObject({ ok: false, reason })
  })

  it('nothing that verifyAttestation then has to refuse', async () => {
    const decoded = decodeShareLink(parts({ 16: 2 }))
    expect(decoded).toMatchObject({ ok: true })
    expect(await verifyAttestation({ attestation: decoded.ok && decoded.attestation, now: sdkNow })).toMatchObject({
      ok: false,
    })
  })
})

/** Numbers as text: the SDK makes bigints of some, and links have numbers. */
function asText(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part) => (typeof part === 'number' ? String(part) : part))
}

/** The SDK writes an empty salt, and a version 0 that was not signed. */
function withoutEmpty(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part) => (part === null ? undefined : part))
}
