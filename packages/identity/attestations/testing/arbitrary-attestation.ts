import fc from 'fast-check'
import { getAddress, type Hex } from 'viem'
import type { Attestation, AttestationVersion } from '../attestation.ts'

// Fast-check generators for tests: attestations that are well-formed, whoever might have signed them.

const hexOf = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString('hex')}`
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hexOf)
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => getAddress(hexOf(bytes)))
const uint64 = fc.oneof(fc.constantFrom(0n, 1n, 2n ** 64n - 1n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))

const message = fc.record({
  schema: bytes32,
  recipient: fc.oneof(address, fc.constant(`0x${'0'.repeat(40)}` as const)),
  time: uint64,
  expirationTime: uint64,
  revocable: fc.boolean(),
  refUID: bytes32,
  data: fc.uint8Array({ maxLength: 200 }).map(hexOf),
})

const domain = fc.record({
  version: fc.constantFrom('0.26', '1.2.0', '1.4.0'),
  chainId: fc.oneof(fc.constantFrom(1, 8453, Number.MAX_SAFE_INTEGER), fc.nat()),
  verifyingContract: address,
})

/** Of any version; uid and signature are of nothing. */
export const arbitraryAttestation: fc.Arbitrary<Attestation> = fc
  .record({
    version: fc.constantFrom<AttestationVersion>(0, 1, 2),
    legacyName: fc.constantFrom('Attest' as const, 'Attestation' as const),
    domain,
    message,
    salt: bytes32,
    uid: bytes32,
    r: bytes32,
    s: bytes32,
  })
  .map(({ version, legacyName, domain, message, salt, uid, r, s }) => {
    const structName = version === 0 ? legacyName : 'Attest'
    return {
      version,
      structName,
      primaryType: structName,
      uid,
      domain,
      message: { ...message, ...(version === 2 && { salt }) },
      signature: { r, s, v: 27 },
    }
  })
