import { EAS, Offchain, type SignedOffchainAttestation } from '@ethereum-attestation-service/eas-sdk'
import { type HDNodeWallet, Wallet } from 'ethers'
import type { AttestationVersion } from '../attestation.ts'

// For tests: attestations that the unmodified EAS SDK signs.

const contract = '0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587'
export const sdkWallet = new Wallet(`0x${'42'.repeat(32)}`)
export const otherWallet = new Wallet(`0x${'43'.repeat(32)}`)

export interface SdkParameters {
  readonly schema: string
  readonly recipient: string
  readonly time: bigint
  readonly expirationTime: bigint
  readonly revocable: boolean
  readonly refUID: string
  readonly data: string
  readonly salt?: string
}

export const sdkParameters: SdkParameters = {
  schema: `0x${'1a'.repeat(32)}`,
  recipient: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2',
  time: 1_795_435_200n, // 2026-11-23T12:00:00Z
  expirationTime: 1_795_521_600n, // a day later
  revocable: true,
  refUID: `0x${'2b'.repeat(32)}`,
  data: `0x${'00'.repeat(31)}01`,
  salt: `0x${'3c'.repeat(32)}`,
}
export const sdkNow = new Date('2026-11-23T12:00:30Z')

/** The SDK's verifier and signer for one version. */
export function sdkOffchain(version: AttestationVersion, chainId = 1n, address = contract): Offchain {
  return new Offchain({ address, version: '0.26', chainId }, version, new EAS(address))
}

export async function sdkAttestation(
  options: { version?: AttestationVersion; wallet?: Wallet | HDNodeWallet } & Partial<SdkParameters> = {},
): Promise<SignedOffchainAttestation> {
  const { version = 2, wallet = sdkWallet, ...changes } = options
  const { salt, ...unsalted } = { ...sdkParameters, ...changes }
  const parameters = version === 2 && salt !== undefined ? { ...unsalted, salt } : unsalted
  return await sdkOffchain(version).signOffchainAttestation(parameters, wallet)
}

/** Whether the SDK takes it; what it throws is a no. */
export function sdkVerifies(attestation: unknown, version: AttestationVersion, attester: string): boolean {
  try {
    const given = attestation as SignedOffchainAttestation
    return sdkOffchain(version).verifyOffchainAttestationSignature(attester, given)
  } catch {
    return false
  }
}

/** As it arrives over HTTP: bigints are decimal text. */
export function asJson(value: unknown): Record<string, never> {
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)))
}
