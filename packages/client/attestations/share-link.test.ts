import { deflateSync } from 'node:zlib'
import { decodeShareLink, easObject, encodeShareLink } from '@aura-sign/identity'
import { decodeBase64ZippedBase64 } from '@ethereum-attestation-service/eas-sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryAttestation } from '../../identity/attestations/testing/arbitrary-attestation.ts'
import type { EasAttestation } from '../api/schemas.ts'
import { readShareLink, shareLink } from './share-link.ts'

const page = 'https://aura.example/'

describe('shareLink and readShareLink', () => {
  it('write and read what the service does, and leave out the same, for any attestation', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryAttestation, async (attestation) => {
        const attester = attestation.domain.verifyingContract
        const object = easObject(attestation) as EasAttestation
        const ours = await shareLink({ object, attester }, { page: `${page}#elsewhere` })
        const theirs = encodeShareLink({ attestation, attester })
        expect(ours !== null).toBe(theirs.ok)
        if (ours === null || !theirs.ok) return
        expect(ours).toMatch(/^https:\/\/aura\.example\/#attestation=[\w%]+$/)
        const read = await readShareLink(ours)
        expect(await readShareLink(page + theirs.fragment)).toEqual(read)
        const atService = decodeShareLink(ours)
        expect(asText(atService)).toEqual(asText({ ok: true, attestation: read.sig, signer: read.signer }))
        expect(read).toEqual({ sig: { ...object, primaryType: read.sig.primaryType }, signer: attester })
      }),
      { numRuns: 100 },
    )
  })

  it('write what the EAS SDK reads', async () => {
    const [attestation = expect.fail()] = fc.sample(arbitraryAttestation.filter(fitsSdk), { numRuns: 1, seed: 4 })
    const object = easObject(attestation) as EasAttestation
    const attester = attestation.domain.verifyingContract
    const link = await shareLink({ object, attester }, { page })
    const sdk = decodeBase64ZippedBase64(decodeURIComponent(link?.split('#attestation=')[1] ?? ''))
    expect(asText(sdk)).toEqual(asText({ sig: object, signer: attester }))
  })

  it('say nothing for a signature that is not r, s and v', async () => {
    const [attestation = expect.fail()] = fc.sample(arbitraryAttestation.filter(fitsSdk), 1)
    const object = { ...easObject(attestation), signature: '0x1234' } as EasAttestation
    expect(await shareLink({ object, attester: attestation.domain.verifyingContract }, { page })).toBe(null)
  })
})

describe('readShareLink refuses', () => {
  const packed = (value: unknown) =>
    deflateSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64')
  const list = Array(18).fill(0)

  it.each([
    ['nothing', ''],
    ['text', 'not base64!'],
    ['half a percent-encoding', '#attestation=%2'],
    ['a stream cut off', packed([1, 2, 3]).slice(0, 8)],
    ['a short list', packed([1])],
    ['a bomb', packed('0'.repeat(100_000_000))],
    ['a long link', 'A'.repeat(200_001)],
    ['no signer', packed(list)],
    ['version 3', packed(list.with(6, page.replace(/.*/, `0x${'12'.repeat(20)}`)).with(16, 3))],
  ])('%s', async (_what, link) => {
    expect(decodeShareLink(link)).toMatchObject({ ok: false })
    await expect(readShareLink(link)).rejects.toMatchObject({ code: 'value_invalid', errors: [{ path: 'shareLink' }] })
  })
})

function fitsSdk({ version, message }: { version: number; message: { time: bigint; expirationTime: bigint } }) {
  return version === 2 && [message.time, message.expirationTime].every((time) => time <= Number.MAX_SAFE_INTEGER)
}

/** Numbers as text: the SDK makes bigints of some, and links have numbers. */
function asText(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)),
    (_, part) => (typeof part === 'number' ? String(part) : part),
  )
}
