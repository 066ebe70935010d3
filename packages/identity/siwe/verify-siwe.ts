import { timingSafeEqual } from 'node:crypto'
import type { Address } from 'viem'
import { hashPersonalMessage } from './hash-personal-message.ts'
import { parseSiwe, type SiweParseOptions, type SiweParseReason } from './parse-siwe.ts'
import { parseTimestamp } from './parse-timestamp.ts'
import { recoverSigner, type SignatureReason } from './recover-signer.ts'
import type { SiweFields } from './siwe-fields.ts'

/** Why a well-formed message is not the one that was asked for. */
export type SiwePolicyReason =
  | 'scheme_mismatch'
  | 'domain_mismatch'
  | 'uri_mismatch'
  | 'chain_id_not_accepted'
  | 'nonce_mismatch'
  | 'address_mismatch'
  | 'request_id_mismatch'
  | 'resource_not_accepted'
  | 'issued_at_in_future'
  | 'issued_at_too_old'
  | 'not_yet_valid'
  | 'expired'

export type SiweRefusal = SiweParseReason | SiwePolicyReason | SignatureReason | 'signature_mismatch'

export type SiweVerdict =
  | {
      readonly ok: true
      readonly message: SiweFields
      /** EIP-55. */
      readonly address: Address
      readonly chainId: number
      /** CAIP-10 account that founds the user id: `eip155:1:<lowercase address>` for an EOA on any chain. */
      readonly account: string
      readonly signer: 'eoa'
    }
  | { readonly ok: false; readonly reason: SiweRefusal }

export interface VerifySiweOptions extends SiweParseOptions {
  readonly message: string
  /** `0x` and 130 hex digits; see `recoverSigner`. */
  readonly signature: string
  /** The host of the site, with its port unless that is the scheme's default: compared exactly. */
  readonly domain: string
  /** The URI that the message has to name: compared exactly. Its scheme binds the scheme of the message too. */
  readonly uri: string
  /** The nonce that the server issued and has burnt. */
  readonly nonce: string
  readonly now: Date
  /** Chains that are accepted; by default all. */
  readonly chainIds?: readonly number[]
  /** The address that the nonce was issued to, when it is known. */
  readonly address?: Address
  /** When given, the message has to carry exactly this one. */
  readonly requestId?: string
  /** Decides on each resource of the message; by default all are accepted. */
  readonly acceptResource?: (resource: string) => boolean
  /** Schemes that the message may carry; by default the scheme of `uri`. */
  readonly schemes?: readonly string[]
  /** EIP-4361 leaves the scheme out by default; true refuses messages without. */
  readonly schemeRequired?: boolean
  /** How far the wallet's clock may be ahead of ours, for issued-at and not-before; default 2 minutes. */
  readonly clockSkewMs?: number
  /** Age of issued-at beyond which a message is stale; default 10 minutes. */
  readonly issuedAtMaxAgeMs?: number
}

/**
 * Verifies a Sign-In with Ethereum message (EIP-4361) and its EIP-191 signature by an externally owned account. Pure: the
 * time is an argument, and nothing is read or written. A promise, because signatures of contract wallets need a chain.
 *
 * The cheap checks come first, so that a message which is not for us costs no curve arithmetic. Burn the nonce before
 * the call: this function cannot know whether it was used.
 */
export async function verifySiwe(options: VerifySiweOptions): Promise<SiweVerdict> {
  const parsed = parseSiwe(options.message, options)
  if (!parsed.ok) return parsed
  const { fields } = parsed
  const refused = refusedBinding(fields, options) ?? refusedTime(fields, options)
  if (refused) return { ok: false, reason: refused }
  const recovered = recoverSigner(hashPersonalMessage(options.message), options.signature)
  if (!recovered.ok) return recovered
  if (recovered.address !== fields.address) return { ok: false, reason: 'signature_mismatch' }
  const account = `eip155:1:${fields.address.toLowerCase()}`
  return { ok: true, message: fields, address: fields.address, chainId: fields.chainId, account, signer: 'eoa' }
}

function refusedBinding(fields: SiweFields, options: VerifySiweOptions): SiwePolicyReason | undefined {
  if (!isSchemeAccepted(fields.scheme, options)) return 'scheme_mismatch'
  if (fields.domain !== options.domain) return 'domain_mismatch'
  if (fields.uri !== options.uri) return 'uri_mismatch'
  if (options.chainIds && !options.chainIds.includes(fields.chainId)) return 'chain_id_not_accepted'
  if (!isSameNonce(fields.nonce, options.nonce)) return 'nonce_mismatch'
  if (options.address !== undefined && fields.address.toLowerCase() !== options.address.toLowerCase()) {
    return 'address_mismatch'
  }
  if (options.requestId !== undefined && fields.requestId !== options.requestId) return 'request_id_mismatch'
  const { acceptResource } = options
  if (acceptResource && !(fields.resources ?? []).every((resource) => acceptResource(resource))) {
    return 'resource_not_accepted'
  }
  return undefined
}

function isSchemeAccepted(scheme: string | undefined, options: VerifySiweOptions): boolean {
  if (scheme === undefined) return !options.schemeRequired
  const accepted = options.schemes ?? [options.uri.slice(0, options.uri.indexOf(':'))]
  return accepted.includes(scheme)
}

function isSameNonce(actual: string, expected: string): boolean {
  const [a, b] = [Buffer.from(actual), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Written so that a time that is not a number (an invalid `now`) refuses instead of passing. */
function refusedTime(fields: SiweFields, options: VerifySiweOptions): SiwePolicyReason | undefined {
  const now = options.now.getTime()
  const latest = now + (options.clockSkewMs ?? 120_000)
  const issuedAt = parseTimestamp(fields.issuedAt) ?? Number.NaN
  if (!(issuedAt <= latest)) return 'issued_at_in_future'
  if (!(now - issuedAt <= (options.issuedAtMaxAgeMs ?? 600_000))) return 'issued_at_too_old'
  if (fields.notBefore !== undefined && !((parseTimestamp(fields.notBefore) ?? Number.NaN) <= latest)) {
    return 'not_yet_valid'
  }
  if (fields.expirationTime !== undefined && !(now < (parseTimestamp(fields.expirationTime) ?? Number.NaN))) {
    return 'expired'
  }
  return undefined
}
