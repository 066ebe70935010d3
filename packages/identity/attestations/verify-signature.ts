import type { Address, Hex } from 'viem'
import { parseAddress } from '../siwe/parse-address.ts'
import { recoverSigner, type SignatureReason } from '../siwe/recover-signer.ts'
import type { AttestationSignature } from './attestation.ts'
import type { ChainClient } from './chain-client.ts'
import { type ContractSignatureReason, verifyContractSignature } from './verify-contract-signature.ts'

export type SignerKind = 'eoa' | 'eip1271' | 'eip6492'

export type SignatureRefusal =
  | SignatureReason
  | ContractSignatureReason
  | 'signer_malformed'
  | 'signer_needed'
  | 'signer_mismatch'

export type SignatureVerdict =
  | {
      readonly ok: true
      readonly signer: Address
      readonly kind: SignerKind
      /** As a key's one signature is written: v as 27 or 28. A contract's is as it came. */
      readonly signature: AttestationSignature
    }
  | { readonly ok: false; readonly reason: SignatureRefusal; readonly detail: string }

export interface VerifySignatureOptions {
  /** What was signed, 32 bytes. */
  readonly hash: Buffer
  readonly signature: AttestationSignature
  /** Who is said to have signed; without, any key's signature is right: it is whoever the signature names, and contract wallets cannot be. */
  readonly signer: string | undefined
  readonly chainId: number
  readonly chains: ReadonlyMap<number, ChainClient> | undefined
  readonly chainTimeoutMs: number | undefined
}

const mirroredDetail =
  "its s is in the upper half of the curve's order: such a signature is malleable, the one with the lower s is the key's"
const nobody = `0x${'0'.repeat(40)}`

/** Verifies a signature of a key (secp256k1, high s refused) or, when the chain can be asked, of a contract wallet. */
export async function verifySignature(options: VerifySignatureOptions): Promise<SignatureVerdict> {
  const { hash, signature } = options
  const hex = signatureHex(signature)
  const recovered = recoverSigner(hash, hex)
  // First the text as it is: its checksum need not be computed when it is the one that was recovered.
  if (recovered.ok && (options.signer === undefined || options.signer === recovered.address)) {
    return signedByKey(recovered.address, hex)
  }
  const claimed = options.signer === undefined ? undefined : parseAddress(options.signer)
  if (claimed && !claimed.ok) return refuse('signer_malformed', `the signer is no address: ${claimed.detail}`)
  // What cannot be recovered is recovered as the zero address by the EVM.
  if (claimed?.address === nobody) return refuse('signer_malformed', 'the zero address signs nothing')
  if (recovered.ok && claimed?.address === recovered.address) return signedByKey(recovered.address, hex)
  const isMirrored = !recovered.ok && recovered.reason === 'signature_high_s'
  if (!claimed) {
    if (isMirrored) return refuse('signature_high_s', mirroredDetail)
    return recovered.ok || hex.length === 132
      ? refuse(recovered.ok ? 'signer_needed' : recovered.reason, 'no key made this signature')
      : refuse('signer_needed', "a contract wallet's signature does not say whose it is: send the signer")
  }
  const chain = options.chains?.get(options.chainId)
  if (!chain) {
    if (isMirrored) return refuse('signature_high_s', mirroredDetail)
    const { chainId } = options
    const reason = recovered.ok ? 'signer_mismatch' : recovered.reason
    return refuse(
      reason,
      `the signer's key did not make it, and chain ${chainId} is not configured to ask for a contract`,
    )
  }
  const verdict = await verifyContractSignature(chain, {
    signer: claimed.address,
    hash: `0x${hash.toString('hex')}`,
    signature: hex,
    chainId: options.chainId,
    ...(options.chainTimeoutMs !== undefined && { timeoutMs: options.chainTimeoutMs }),
  })
  if (verdict.ok) return { ok: true, signer: claimed.address, kind: verdict.kind, signature }
  // Where there is no contract the signer is a key: another one signed, or this one's signature was mirrored.
  if (verdict.reason === 'contract_missing') {
    if (isMirrored) return refuse('signature_high_s', mirroredDetail)
    if (recovered.ok) return refuse('signer_mismatch', "another key than the signer's made it")
  }
  return verdict
}

/** r, s and v in a row, v as one byte. */
function signatureHex(signature: AttestationSignature): Hex {
  if (typeof signature === 'string') return signature
  return `${signature.r}${signature.s.slice(2)}${signature.v.toString(16).padStart(2, '0')}`
}

function signedByKey(signer: Address, hex: Hex): SignatureVerdict {
  const v = /(00|1b)$/.test(hex) ? 27 : 28
  return { ok: true, signer, kind: 'eoa', signature: { r: hex.slice(0, 66) as Hex, s: `0x${hex.slice(66, 130)}`, v } }
}

function refuse(reason: SignatureRefusal, detail: string): SignatureVerdict {
  return { ok: false, reason, detail }
}
