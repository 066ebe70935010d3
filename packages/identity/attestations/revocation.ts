import type { Address, Hex } from 'viem'
import type { AttestationDomain, AttestationSignature } from './attestation.ts'
import type { EasField } from './eas-types.ts'

/** That an attester takes an attestation back, without a transaction (docs/adr/0007). */
export interface Revocation {
  /** Of the attestation's EAS contract. */
  readonly domain: AttestationDomain
  readonly message: RevocationMessage
  readonly signature: AttestationSignature
}

export interface RevocationMessage {
  /** The attester. It is signed, because a contract wallet's key may answer for other wallets too. */
  readonly revoker: Address
  readonly schema: Hex
  readonly uid: Hex
  /** Unix seconds, uint64. */
  readonly time: bigint
}

export const revocationVersion = 1

/** EIP-712 type `Revoke`. EAS' own of this name, for transactions, has other fields and the domain `EAS`. */
export const revocationFields: readonly EasField[] = [
  { name: 'version', type: 'uint16' },
  { name: 'revoker', type: 'address' },
  { name: 'schema', type: 'bytes32' },
  { name: 'uid', type: 'bytes32' },
  { name: 'time', type: 'uint64' },
]
