import { deflateSync } from 'node:zlib'
import { encodeShareLink, readAttestation } from '@aura-sign/identity'
import { signAttestation, testAccount } from '@aura-sign/identity/sign-attestation'
import { describe, expect, it } from 'vitest'
import { readClaims } from './read-claims.ts'

const attester = testAccount(1)
const recipient = testAccount(2).address
const object = await signAttestation(attester, { recipient, time: 1_764_000_000n, expirationTime: 1_764_003_600n })

function linkOf(sig: unknown): string {
  const read = readAttestation(sig)
  if (!read.ok) return expect.fail(read.detail)
  const link = encodeShareLink({ attestation: read.attestation, attester: attester.address })
  return link.ok ? `https://elsewhere.example/${link.fragment}` : expect.fail(link.detail)
}

const linkTo = (content: string) => `#attestation=${encodeURIComponent(deflateSync(content).toString('base64'))}`

describe('readClaims', () => {
  it.each([
    ['the object', object],
    ['sig and signer', { sig: object, signer: attester.address }],
    ['a share link', { shareLink: linkOf(object) }],
  ])('finds whom %s is about, and its times', async (_, submission) => {
    expect(await readClaims(submission)).toMatchObject({
      recipient,
      schema: object.message.schema,
      madeAt: new Date(1_764_000_000_000),
      expiresAt: new Date(1_764_003_600_000),
      revocable: object.message.revocable,
      refUid: null,
      data: object.message.data,
    })
  })

  it('says of one that never expires and is about nobody just that', async () => {
    const nobody = { ...object.message, recipient: `0x${'0'.repeat(40)}`, expirationTime: '0' }
    expect(await readClaims({ message: nobody })).toMatchObject({ recipient: null, expiresAt: null })
  })

  it.each([
    ['no base64', '#attestation=%%%'],
    ['no zlib', '#attestation=aGVsbG8='],
    ['no JSON', linkTo('[')],
    ['no list', linkTo('{}')],
    ['a bomb', linkTo(`["${'0'.repeat(3_000_000)}"]`)],
  ])('has nothing to say of %s', async (_, shareLink) => {
    expect(await readClaims({ shareLink })).toBeNull()
  })

  it('leaves out what is not what it should be', async () => {
    expect(await readClaims({ message: { recipient: '<b>', time: 'soon', expirationTime: {}, data: 7 } })).toEqual({
      ...{ recipient: null, schema: null, madeAt: null, expiresAt: null, revocable: false, refUid: null, data: null },
    })
  })
})
