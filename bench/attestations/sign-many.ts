import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { publicKeyToAddress } from 'viem/accounts'
import { toHex } from 'viem/utils'
import { attestationToSign } from '../../packages/identity/attestations/testing/sign-attestation.ts'
import { type EasObject, easObject, hashAttestation } from '../../packages/identity/index.ts'

export interface SignedAttestation {
  readonly attester: string
  readonly object: EasObject
}

/** The part of libsecp256k1 that signs thousands in a second. */
interface Signer {
  publicKeyCreate(privateKey: Uint8Array, compressed: false): Uint8Array
  ecdsaSign(hash: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number }
}

const require = createRequire(import.meta.url)
const wallets = 500

/** Attestations of 500 wallets about as many others, a second apart, the newest an hour before `now`. */
export function signMany(
  count: number,
  { schema, data, now }: { schema: `0x${string}`; data: `0x${string}`; now: Date },
): SignedAttestation[] {
  const signer: Signer = require('secp256k1')
  const accounts = Array.from({ length: wallets }, (_, number) => {
    const key = createHash('sha256').update(`bench attester ${number}`).digest()
    return { key, address: publicKeyToAddress(toHex(signer.publicKeyCreate(key, false))) }
  })
  const newest = BigInt(Math.floor(now.getTime() / 1_000) - 3_600)
  return Array.from({ length: count }, (_, number) => {
    const { key, address } = accounts[number % wallets] ?? accounts[0] ?? { key: Buffer.alloc(0), address: '0x' }
    const recipient = accounts[(number * 7 + 1) % wallets]?.address ?? '0x'
    const unsigned = attestationToSign({ schema, data, recipient, time: newest - BigInt(number) })
    const { signature, recid } = signer.ecdsaSign(hashAttestation(unsigned), key)
    const [r, s] = [signature.subarray(0, 32), signature.subarray(32)].map((part) => toHex(part))
    const object = easObject({ ...unsigned, signature: { r: r ?? '0x', s: s ?? '0x', v: 27 + recid } })
    return { attester: address, object }
  })
}
