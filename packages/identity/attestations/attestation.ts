import type { Address, Hex } from 'viem'

/** 0 is what EAS calls legacy: nothing signed says which version it is. */
export type AttestationVersion = 0 | 1 | 2

/**
 * An EAS off-chain attestation with one way to write each part: hex in lowercase, addresses in EIP-55, numbers as numbers.
 * Everything but the uid and the signature is what was signed, and the uid follows from it.
 */
export interface Attestation {
  readonly version: AttestationVersion
  /** The EIP-712 struct's name; `Attestation` was that of the first SDKs. */
  readonly structName: 'Attest' | 'Attestation'
  readonly primaryType: 'Attest' | 'Attestation'
  readonly uid: Hex
  readonly domain: AttestationDomain
  readonly message: AttestationMessage
  readonly signature: AttestationSignature
}

/** EIP-712 domain; its name is always `EAS Attestation`. */
export interface AttestationDomain {
  /** Version of the EAS contract: `1.2.0`. */
  readonly version: string
  readonly chainId: number
  /** The EAS contract. */
  readonly verifyingContract: Address
}

export interface AttestationMessage {
  readonly schema: Hex
  /** The zero address is nobody in particular. */
  readonly recipient: Address
  /** Unix seconds, uint64. */
  readonly time: bigint
  /** Unix seconds, uint64; 0 is never. */
  readonly expirationTime: bigint
  readonly revocable: boolean
  /** The attestation that this one is about, or zero. */
  readonly refUID: Hex
  /** ABI-encoded by the schema. */
  readonly data: Hex
  /** 32 bytes; only in version 2. */
  readonly salt?: Hex
}

/** What the EAS SDK has, or any bytes: what contract wallets sign does not always fit r, s and v. */
export type AttestationSignature = { readonly r: Hex; readonly s: Hex; readonly v: number } | Hex

export const easDomainName = 'EAS Attestation'
export const zeroBytes32: Hex = `0x${'0'.repeat(64)}`
