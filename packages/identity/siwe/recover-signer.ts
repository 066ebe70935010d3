import type { Address } from 'viem'
import { checksumAddress } from './checksum-address.ts'
import { keccak256Hex } from './keccak256.ts'
import { type Secp256k1Build, secp256k1 } from './secp256k1.ts'

/** Why no signer can be recovered from a signature. */
export type SignatureReason =
  | 'signature_not_hex'
  | 'signature_length'
  | 'signature_recovery_id'
  | 'signature_out_of_range'
  | 'signature_high_s'
  | 'signature_unrecoverable'

export type RecoverSignerResult =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly reason: SignatureReason }

const signatureBytes = 65
/** Order of the curve and its half (SEC 2, §2.4.1), as hex so that equally long texts compare like numbers. */
const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'
const halfOrder = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0'
const zero = '0'.repeat(64)

/**
 * The EIP-55 address whose key made the signature over `messageHash` (32 bytes). The signature is `0x`-prefixed hex of
 * r (32 bytes), s (32 bytes) and v (0, 1, 27 or 28).
 *
 * Every message has exactly one signature per key and nonce here: the mirrored high s is refused (EIP-2), and so is the
 * 64-byte compact form of EIP-2098, which wallets do not return from `personal_sign` and which would be a second encoding.
 */
export function recoverSigner(
  messageHash: Uint8Array,
  signature: string,
  build: Secp256k1Build = secp256k1().build,
): RecoverSignerResult {
  // Length before content, so that the work on hostile input is bounded.
  if (signature.length !== 2 + 2 * signatureBytes) return refuse('signature_length')
  if (!/^0x[0-9A-Fa-f]+$/.test(signature)) return refuse('signature_not_hex')
  const hex = signature.slice(2).toLowerCase()
  const recoveryId = recoveryIds.get(hex.slice(128))
  if (recoveryId === undefined) return refuse('signature_recovery_id')
  const r = hex.slice(0, 64)
  const s = hex.slice(64, 128)
  if (r === zero || s === zero || r >= order || s >= order) return refuse('signature_out_of_range')
  if (s > halfOrder) return refuse('signature_high_s')
  const publicKey = recoverPublicKey(build, Buffer.from(r + s, 'hex'), recoveryId, messageHash)
  return publicKey ? { ok: true, address: addressOf(publicKey) } : refuse('signature_unrecoverable')
}

/** v as wallets write it: 27 and 28 by convention, 0 and 1 from some hardware wallets. */
const recoveryIds: ReadonlyMap<string, 0 | 1> = new Map([
  ['00', 0],
  ['01', 1],
  ['1b', 0],
  ['1c', 1],
])

function recoverPublicKey(
  build: Secp256k1Build,
  signature: Uint8Array,
  recoveryId: number,
  messageHash: Uint8Array,
): Uint8Array | undefined {
  try {
    return build.ecdsaRecover(signature, recoveryId, messageHash, false)
  } catch {
    // r is the x coordinate of no point, or the recovered point is infinity: about half of all random r.
    return undefined
  }
}

/** The last 20 bytes of keccak256 of the public key without its leading 0x04. */
function addressOf(publicKey: Uint8Array): Address {
  return checksumAddress(keccak256Hex(publicKey.subarray(1)).slice(24))
}

function refuse(reason: SignatureReason): RecoverSignerResult {
  return { ok: false, reason }
}
