import { type EasAttestation, shareLink } from '@aura-sign/client'
import { describe, expect, it } from 'vitest'
import { readClaims } from './read-claims.ts'

const attester = '0x90F79bf6EB2c4f870365E785982E1f101E93b906'
const recipient = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const bytes = (digit: string) => `0x${digit.repeat(64)}`
const message = {
  ...{ version: 2, schema: bytes('1'), recipient, time: '1764000000', expirationTime: '1764003600' },
  ...{ revocable: true, refUID: bytes('0'), data: '0x1234', salt: bytes('2') },
}
const object: EasAttestation = {
  ...{ version: 2, uid: bytes('3'), primaryType: 'Attest', types: { Attest: [] }, message },
  domain: { name: 'EAS Attestation', version: '0.26', chainId: '1', verifyingContract: recipient },
  signature: { r: bytes('4'), s: bytes('5'), v: 27 },
}
const link = await shareLink({ object, attester }, { page: 'https://elsewhere.example/offchain/url' })

describe('readClaims', () => {
  it.each([
    ['the object', object],
    ['sig and signer', { sig: object, signer: attester }],
    ['a share link', { shareLink: link }],
  ])('finds whom %s is about, and its times', async (_, submission) => {
    expect(await readClaims(submission)).toEqual({
      recipient,
      schema: bytes('1'),
      madeAt: new Date(1_764_000_000_000),
      expiresAt: new Date(1_764_003_600_000),
      revocable: true,
      refUid: null,
      data: '0x1234',
    })
  })

  it('says of one that never expires and is about nobody just that', async () => {
    const nobody = { ...message, recipient: `0x${'0'.repeat(40)}`, expirationTime: '0' }
    expect(await readClaims({ message: nobody })).toMatchObject({ recipient: null, expiresAt: null })
  })

  it.each(['#attestation=%%%', '#attestation=aGVsbG8=', ''])('has nothing to say of %j', async (shareLink) => {
    expect(await readClaims({ shareLink })).toBeNull()
  })

  it('leaves out what is not what it should be', async () => {
    expect(await readClaims({ message: { recipient: '<b>', time: 'soon', expirationTime: {}, data: 7 } })).toEqual({
      ...{ recipient: null, schema: null, madeAt: null, expiresAt: null, revocable: false, refUid: null, data: null },
    })
  })
})
