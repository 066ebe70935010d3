import { type Hex, numberToHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { Attestation, AttestationMessage } from '../attestation.ts'
import { zeroBytes32 } from '../attestation.ts'
import { type EasObject, easObject } from '../eas-object.ts'
import { attestationUid, hashAttestation } from '../hash-attestation.ts'
import { hashRevocation } from '../hash-revocation.ts'
import type { Revocation } from '../revocation.ts'
import { type RevocationTypedData, revocationObject } from '../revocation-typed-data.ts'

// For tests and benchmarks: attestations and revocations as a wallet's key signs them, without the weight of the SDK.

export interface AttestationToSign extends Partial<AttestationMessage> {
  readonly version?: Attestation['version']
  readonly chainId?: number
  readonly contract?: Hex
}

/** Deterministic accounts. */
export function testAccount(number: number): PrivateKeyAccount {
  return privateKeyToAccount(numberToHex(0x1000 + number, { size: 32 }))
}

const mainnetContract = '0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587'
let salts = 0

/** With a salt of its own each time. */
export async function signAttestation(account: PrivateKeyAccount, given: AttestationToSign): Promise<EasObject> {
  const unsigned = attestationToSign(given)
  const signature = await signatureOf(account, hashAttestation(unsigned))
  return easObject({ ...unsigned, signature })
}

/** With a signature of nothing. */
export function attestationToSign(given: AttestationToSign): Attestation {
  const { version = 2, chainId = 1, contract = mainnetContract, ...changes } = given
  salts += 1
  const message: AttestationMessage = {
    schema: zeroBytes32,
    recipient: `0x${'0'.repeat(40)}`,
    time: 1_795_435_200n, // 2026-11-23T12:00:00Z
    expirationTime: 0n,
    revocable: true,
    refUID: zeroBytes32,
    data: '0x',
    ...(version === 2 && { salt: numberToHex(salts, { size: 32 }) }),
    ...changes,
  }
  return {
    version,
    structName: 'Attest',
    primaryType: 'Attest',
    domain: { version: '1.2.0', chainId, verifyingContract: contract },
    message,
    uid: attestationUid({ version, message }),
    signature: { r: zeroBytes32, s: zeroBytes32, v: 27 },
  }
}

export async function signRevocation(
  account: PrivateKeyAccount,
  attestation: EasObject,
  changes: { time?: bigint; revoker?: Hex; uid?: Hex } = {},
): Promise<RevocationTypedData & { signature: Revocation['signature'] }> {
  const { domain, uid, message } = attestation
  const unsigned: Revocation = {
    domain: {
      version: domain.version,
      chainId: Number(domain.chainId),
      verifyingContract: domain.verifyingContract as Hex,
    },
    message: {
      revoker: account.address,
      schema: message.schema as Hex,
      uid: uid as Hex,
      time: BigInt(message.time as string),
      ...changes,
    },
    signature: '0x',
  }
  return revocationObject({ ...unsigned, signature: await signatureOf(account, hashRevocation(unsigned)) })
}

async function signatureOf(account: PrivateKeyAccount, hash: Buffer): Promise<{ r: Hex; s: Hex; v: number }> {
  const hex = await account.sign({ hash: `0x${hash.toString('hex')}` })
  return {
    r: hex.slice(0, 66) as Hex,
    s: `0x${hex.slice(66, 130)}`,
    v: Number.parseInt(hex.slice(130), 16),
  }
}
