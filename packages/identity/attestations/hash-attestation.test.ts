import { Offchain } from '@ethereum-attestation-service/eas-sdk'
import fc from 'fast-check'
import { hashTypedData, type TypedDataDefinition } from 'viem'
import { describe, expect, it } from 'vitest'
import { easObject } from './eas-object.ts'
import { attestationUid, hashAttestation } from './hash-attestation.ts'
import { readAttestation } from './read-attestation.ts'
import { arbitraryAttestation } from './testing/arbitrary-attestation.ts'

describe('hashAttestation', () => {
  it('is what the generic EIP-712 encoder gives, for any attestation of any version', () => {
    fc.assert(
      fc.property(arbitraryAttestation, (attestation) => {
        const { types, domain, message } = easObject(attestation)
        const generic = hashTypedData({
          types,
          primaryType: attestation.structName,
          domain: { ...domain, chainId: BigInt(domain.chainId) },
          message: { ...message, ...attestation.message },
        } as unknown as TypedDataDefinition)
        expect(hashAttestation(attestation).toString('hex')).toBe(generic.slice(2))
      }),
      { numRuns: 300 },
    )
  })
})

describe('attestationUid', () => {
  it('is what the EAS SDK computes, for any attestation of any version', () => {
    fc.assert(
      fc.property(arbitraryAttestation, ({ version, message }) => {
        const { schema, recipient, time, expirationTime, revocable, refUID, data, salt } = message
        const theirs = Offchain.getOffchainUID(
          version,
          schema,
          recipient,
          time,
          expirationTime,
          revocable,
          refUID,
          data,
          salt,
        )
        expect(attestationUid({ version, message })).toBe(theirs)
      }),
      { numRuns: 300 },
    )
  })
})

describe('easObject', () => {
  it('is read as the same attestation, also through JSON', () => {
    fc.assert(
      fc.property(arbitraryAttestation, (attestation) => {
        const object = easObject(attestation)
        expect(readAttestation(object)).toEqual({ ok: true, attestation })
        expect(readAttestation(JSON.parse(JSON.stringify(object)))).toEqual({ ok: true, attestation })
      }),
      { numRuns: 200 },
    )
  })
})
