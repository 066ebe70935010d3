import { attestationUid as uidAtService, verifyAttestation, verifyRevocation } from '@aura-sign/identity'
import { EAS, Offchain, type SignedOffchainAttestation } from '@ethereum-attestation-service/eas-sdk'
import fc from 'fast-check'
import { hashTypedData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { hashAttestation } from '../../identity/attestations/hash-attestation.ts'
import { hashRevocation } from '../../identity/attestations/hash-revocation.ts'
import { arbitraryAttestation } from '../../identity/attestations/testing/arbitrary-attestation.ts'
import type { EasAttestation } from '../api/schemas.ts'
import { AuraProblem } from '../problems/aura-problem.ts'
import { signableTypedData } from '../wallet/signable-typed-data.ts'
import { signatureParts } from '../wallet/signature-parts.ts'
import type { AttestationMessage } from './attestation-message.ts'
import { attestationTypedData } from './attestation-typed-data.ts'
import { attestationUid } from './attestation-uid.ts'
import { easContracts } from './eas-contracts.ts'
import { prepareAttestation } from './prepare-attestation.ts'
import { revocationTypedData } from './revocation-typed-data.ts'

const version2 = arbitraryAttestation.filter(({ version }) => version === 2)
const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)
const recipient = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'
const schema = {
  uid: `0x${'1a'.repeat(32)}`,
  revocable: true,
  fields: [{ name: 'note', type: 'string' }],
}
const now = new Date('2026-11-23T12:00:00.900Z')

describe('attestationTypedData and attestationUid', () => {
  it('are signed and named as at the service, for any attestation', () => {
    fc.assert(
      fc.property(version2, (attestation) => {
        const message = attestation.message as AttestationMessage
        const { chainId, verifyingContract, version } = attestation.domain
        const typedData = attestationTypedData(message, { chainId, eas: { contract: verifyingContract, version } })
        expect(hashTypedData(signableTypedData(typedData))).toBe(`0x${hashAttestation(attestation).toString('hex')}`)
        expect(attestationUid(message)).toBe(uidAtService(attestation))
      }),
      { numRuns: 200 },
    )
  })
})

describe('prepareAttestation', () => {
  it.each([...easContracts])('makes what the EAS SDK verifies on chain %i', async (chainId, { contract, version }) => {
    const object = await signed(chainId)
    const sdk = new Offchain({ address: contract, version, chainId: BigInt(chainId) }, 2, new EAS(contract))
    // Strict: with the domain's version too.
    const request = { ...object, domain: { ...object.domain, chainId: BigInt(chainId) } } as unknown
    const type = { primaryType: 'Attest', types: object.types as never }
    expect(sdk.verifyTypedDataRequestSignature(account.address, request as never, type, true)).toBe(true)
    expect(sdk.verifyOffchainAttestationSignature(account.address, request as SignedOffchainAttestation)).toBe(true)
    expect(await verifyAttestation({ attestation: object, signer: account.address, now })).toMatchObject({ ok: true })
  })

  it('says how long it is good for, whether it can be revoked, what it is about, and has a salt of its own', () => {
    const refUid = `0x${'2b'.repeat(32)}`
    const draft = {
      schema,
      recipient,
      values: { note: 'a' },
      refUid,
      revocable: false,
      expiresAt: new Date(now.getTime() + 5_000),
    }
    const [one, other] = [0, 1].map(() => prepareAttestation(draft, { chainId: 1, attester: account.address, now }))
    expect(one?.typedData.message).toMatchObject({
      ...{ time: '1795435200', expirationTime: '1795435205', refUID: refUid, revocable: false, recipient },
    })
    expect(one?.values).toEqual([{ name: 'note', type: 'string', value: 'a' }])
    expect(one?.uid).not.toBe(other?.uid)
  })

  it.each([
    ['chainId', {}, 31_337],
    ['attester', {}, 1],
    ['recipient', { recipient: '0x12' }, 1],
    ['recipient', { recipient: recipient.replace('aaA', 'AaA') }, 1],
    ['refUid', { refUid: '0x12' }, 1],
    ['note', { values: { note: 5 } }, 1],
    ...[0, 1, 999, -1, 1_000, now.getTime(), Number.NaN].map(
      (ms) => ['expiresAt', { expiresAt: new Date(ms) }, 1] as [string, object, number],
    ),
    ['expiresAt', { expiresAt: '2999-01-01' as unknown as Date }, 1],
  ])('refuses a wrong %s, and names it', (path, changes, chainId) => {
    const by = { attester: path === 'attester' ? '0x12' : account.address }
    const draft = { schema, recipient, values: { note: 'a' }, ...changes }
    expect(() => prepareAttestation(draft, { chainId, now, ...by })).toThrow(AuraProblem)
    expect(() => prepareAttestation(draft, { chainId, now, ...by })).toThrow(
      expect.objectContaining({
        ...{ code: 'value_invalid', hint: expect.stringMatching(/\.$/), errors: [expect.objectContaining({ path })] },
      }),
    )
  })
})

describe('revocationTypedData', () => {
  it('is what the service verifies, and never older than the attestation', async () => {
    const object = await signed(1)
    const { authentic } = await verifyAttestation({ attestation: object, signer: account.address, now })
    const attestation = { object, attester: account.address, uid: object.uid }
    for (const [clock, time] of [
      [now, '1795435200'],
      [new Date(0), '1795435200'],
      [new Date(now.getTime() + 60_000), '1795435260'],
    ] as const) {
      const typedData = revocationTypedData(attestation, clock)
      expect(typedData.message).toMatchObject({ time })
      const signature = signatureParts(await account.signTypedData(signableTypedData(typedData)))
      const later = new Date(now.getTime() + 120_000)
      const options = { attestation: authentic ?? expect.fail(), revocation: { ...typedData, signature }, now: later }
      expect(await verifyRevocation(options as never)).toMatchObject({ ok: true })
    }
  })

  it('is hashed as at the service', async () => {
    const object = await signed(10)
    const typedData = revocationTypedData({ object, attester: account.address, uid: object.uid }, now)
    const { version, verifyingContract } = object.domain
    const theirs = hashRevocation({
      domain: { version, verifyingContract: verifyingContract as `0x${string}`, chainId: 10 },
      message: {
        revoker: account.address,
        schema: object.message.schema as `0x${string}`,
        uid: object.uid as `0x${string}`,
        time: BigInt(object.message.time),
      },
    })
    expect(hashTypedData(signableTypedData(typedData))).toBe(`0x${theirs.toString('hex')}`)
  })
})

async function signed(chainId: number): Promise<EasAttestation> {
  const { uid, typedData } = prepareAttestation(
    { schema, recipient, values: { note: 'a' } },
    { chainId, attester: account.address, now },
  )
  const signature = signatureParts(await account.signTypedData(signableTypedData(typedData)))
  return { version: 2, uid, ...typedData, signature } as unknown as EasAttestation
}
