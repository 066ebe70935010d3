import type { Hex } from 'viem'
import { keccak256, keccak256Hex } from '../siwe/keccak256.ts'
import type { Attestation } from './attestation.ts'
import { hashTypedStruct } from './domain-separator.ts'
import { easTypes, encodeType } from './eas-types.ts'

type Signed = Pick<Attestation, 'version' | 'structName' | 'domain' | 'message'>

const typeHashes = new Map(
  easTypes.map(({ version, structName, fields }) => [
    `${structName} ${version}`,
    keccak256(Buffer.from(encodeType(structName, fields))),
  ]),
)

/** Used again for each: making a buffer takes longer than hashing it. Nothing here waits, so nobody else sees it. */
const scratch = Buffer.alloc(2_048)

/**
 * The hash that the attester signed (EIP-712, 32 bytes). Written for the three structs of EAS alone: the generic encoder
 * reads the types anew each time.
 */
export function hashAttestation({ version, structName, domain, message }: Signed): Buffer {
  const struct = scratch.subarray(0, 10 * 32).fill(0)
  const typeHash = typeHashes.get(`${structName} ${version}`)
  if (!typeHash) throw new Error(`no type ${structName} in version ${version}`)
  let at = typeHash.copy(struct, 0)
  if (version > 0) {
    struct.writeUInt16BE(version, at + 30)
    at += 32
  }
  struct.write(message.schema.slice(2), at, 'hex')
  struct.write(message.recipient.slice(2), at + 32 + 12, 'hex')
  struct.writeBigUInt64BE(message.time, at + 64 + 24)
  struct.writeBigUInt64BE(message.expirationTime, at + 96 + 24)
  struct[at + 128 + 31] = message.revocable ? 1 : 0
  struct.write(message.refUID.slice(2), at + 160, 'hex')
  keccak256(Buffer.from(message.data.slice(2), 'hex')).copy(struct, at + 192)
  at += 224
  if (version === 2) at += struct.write((message.salt ?? '').slice(2), at, 'hex')
  return hashTypedStruct(domain, struct.subarray(0, at))
}

/**
 * The uid (EAS SDK, `getOffchainUID`): keccak256 of the packed message. The schema enters as its text, the attester and the
 * domain do not enter at all: a uid names an attestation only together with its attester.
 */
export function attestationUid({ version, message }: Pick<Attestation, 'version' | 'message'>): Hex {
  const data = message.data.slice(2)
  const sizeMax = 2 + 66 + 20 + 20 + 8 + 8 + 1 + 32 + data.length / 2 + 32 + 4
  const packed = sizeMax <= scratch.length ? scratch.subarray(0, sizeMax).fill(0) : Buffer.alloc(sizeMax)
  let at = version > 0 ? packed.writeUInt16BE(version, 0) : 0
  at += packed.write(message.schema, at, 'latin1')
  at += packed.write(message.recipient.slice(2), at, 'hex')
  // The attester's place, which EAS leaves empty off the chain.
  at += 20
  at = packed.writeBigUInt64BE(message.time, at)
  at = packed.writeBigUInt64BE(message.expirationTime, at)
  at = packed.writeUInt8(message.revocable ? 1 : 0, at)
  at += packed.write(message.refUID.slice(2), at, 'hex')
  at += packed.write(data, at, 'hex')
  if (version === 2) at += packed.write((message.salt ?? '').slice(2), at, 'hex')
  // A counter of four bytes that is always zero.
  return `0x${keccak256Hex(packed.subarray(0, at + 4))}`
}
