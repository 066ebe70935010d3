import type { Hex } from 'viem'
import type { TypedField } from '../wallet/typed-data.ts'

/** What an EAS off-chain attestation (version 2) says. */
export interface AttestationMessage {
  readonly schema: Hex
  /** The zero address is nobody in particular. */
  readonly recipient: Hex
  /** Unix seconds, uint64. */
  readonly time: bigint
  /** Unix seconds, uint64; 0 is never. */
  readonly expirationTime: bigint
  readonly revocable: boolean
  /** The attestation that this one is about, or zero. */
  readonly refUID: Hex
  /** ABI-encoded by the schema. */
  readonly data: Hex
  /** 32 bytes. */
  readonly salt: Hex
}

export const attestationVersion = 2
export const easDomainName = 'EAS Attestation'
export const zeroBytes32: Hex = `0x${'0'.repeat(64)}`

/** EIP-712 type `Attest` in version 2. */
export const attestFields: readonly TypedField[] = [
  { name: 'version', type: 'uint16' },
  { name: 'schema', type: 'bytes32' },
  { name: 'recipient', type: 'address' },
  { name: 'time', type: 'uint64' },
  { name: 'expirationTime', type: 'uint64' },
  { name: 'revocable', type: 'bool' },
  { name: 'refUID', type: 'bytes32' },
  { name: 'data', type: 'bytes' },
  { name: 'salt', type: 'bytes32' },
]
