import { deflateSync, inflateSync } from 'node:zlib'
import type { Address } from 'viem'
import { parseAddress } from '../siwe/parse-address.ts'
import { type Attestation, easDomainName, zeroBytes32 } from './attestation.ts'
import { type EasField, easTypes } from './eas-types.ts'
import type { AuthenticAttestation } from './verify-attestation.ts'

export type EncodedShareLink =
  | { readonly ok: true /** To put behind a page's address. */; readonly fragment: string }
  | {
      readonly ok: false
      readonly reason: 'signature_not_rsv' | 'number_not_exact' | 'legacy_name_lost'
      readonly detail: string
    }

export type DecodedShareLink =
  | {
      readonly ok: true
      /** As the EAS SDK decodes it, apart from numbers: verify it with `signer`. Nothing is verified yet. */
      readonly attestation: unknown
      readonly signer: Address
    }
  | {
      readonly ok: false
      readonly reason: 'link_too_long' | 'link_malformed' | 'link_too_large' | 'signer_malformed' | 'version_unknown'
      readonly detail: string
    }

/** Of a link, and of what it unpacks to: an attestation with the most data there is, in hex, fits. */
export const shareLinkLengthMax = 200_000
const unpackedBytesMax = 200_000

const marker = '#attestation='

/**
 * The fragment that EAS' share links carry (EAS SDK, `createOffchainURL`): `#attestation=` and base64 of zlib of a JSON
 * list. Its form has no place for signatures other than r, s and v, for times beyond exact numbers, or for the
 * legacy type name `Attestation`; those are refused instead of written as something that would not verify.
 */
export function encodeShareLink(authentic: Pick<AuthenticAttestation, 'attestation' | 'attester'>): EncodedShareLink {
  const { attestation, attester } = authentic
  const { domain, message, signature, version, uid } = attestation
  if (typeof signature === 'string') {
    return { ok: false, reason: 'signature_not_rsv', detail: "a contract wallet's signature does not fit EAS' link" }
  }
  if (attestation.structName === 'Attestation') {
    return { ok: false, reason: 'legacy_name_lost', detail: "the type that was signed has no place in EAS' link" }
  }
  const times = [message.time, message.expirationTime].map(Number)
  if (!times.every(Number.isSafeInteger)) {
    return { ok: false, reason: 'number_not_exact', detail: "its times are too large for EAS' link" }
  }
  const compact = [
    domain.version,
    String(domain.chainId),
    domain.verifyingContract,
    signature.r,
    signature.s,
    signature.v,
    attester,
    uid,
    message.schema,
    BigInt(message.recipient) === 0n ? '0' : message.recipient,
    ...times,
    message.refUID === zeroBytes32 ? '0' : message.refUID,
    message.revocable,
    message.data,
    0,
    version,
    ...(message.salt === undefined ? [] : [message.salt]),
  ]
  const packed = deflateSync(JSON.stringify(compact), { level: 9 })
  return { ok: true, fragment: `${marker}${encodeURIComponent(packed.toString('base64'))}` }
}

/**
 * Reads EAS' share link: a whole address, its fragment, or the base64 alone. Bounded: a link that unpacks to more than
 * an attestation can have is refused while it is unpacked.
 */
export function decodeShareLink(link: string): DecodedShareLink {
  if (link.length > shareLinkLengthMax) {
    return refuse('link_too_long', `it has more than ${shareLinkLengthMax} characters`)
  }
  const unpacked = unpack(link)
  if (!unpacked.ok) return unpacked
  const compact = unpacked.compact
  const signer = parseAddress(typeof compact[6] === 'string' ? compact[6] : '')
  if (!signer.ok) return refuse('signer_malformed', `its signer is no address: ${signer.detail}`)
  // Writers before there were versions had no such part, and JSON has null for what is missing.
  const version = compact[16] ?? 0
  const type = easTypes.find((candidate) => candidate.version === version)
  if (!type) return refuse('version_unknown', 'its version is none of EAS attestations')
  return { ok: true, signer: signer.address, attestation: expand(compact, type.version, type.fields) }
}

function expand(compact: readonly unknown[], version: Attestation['version'], fields: readonly EasField[]): unknown {
  const [contractVersion, chainId, verifyingContract, r, s, v, , uid, schema, recipient, time, expirationTime] = compact
  const [refUID, revocable, data, , , salt] = compact.slice(12)
  return {
    version,
    uid,
    domain: { name: easDomainName, version: contractVersion, chainId, verifyingContract },
    // The SDK's own choice for legacy: this name beside a type of the other name.
    primaryType: version === 0 ? 'Attestation' : 'Attest',
    types: { Attest: fields.map((field) => ({ ...field })) },
    message: {
      ...(version > 0 && { version }),
      schema,
      recipient: recipient === '0' ? `0x${'0'.repeat(40)}` : recipient,
      time,
      expirationTime,
      revocable,
      refUID: refUID === '0' ? zeroBytes32 : refUID,
      data,
      ...(version === 2 && { salt }),
    },
    signature: { r, s, v },
  }
}

type Unpacked = { readonly ok: true; readonly compact: readonly unknown[] } | Extract<DecodedShareLink, { ok: false }>

function unpack(link: string): Unpacked {
  const at = link.indexOf(marker)
  try {
    const base64 = decodeURIComponent(at < 0 ? link : link.slice(at + marker.length))
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return refuse('link_malformed', 'it is not base64')
    const json = inflateSync(Buffer.from(base64, 'base64'), { maxOutputLength: unpackedBytesMax }).toString('utf8')
    const compact: unknown = JSON.parse(json)
    if (Array.isArray(compact) && compact.length >= 16 && compact.length <= 18) return { ok: true, compact }
    return refuse('link_malformed', 'what it unpacks to is not an attestation')
  } catch (error) {
    return error instanceof RangeError
      ? refuse('link_too_large', `it unpacks to more than ${unpackedBytesMax} bytes`)
      : refuse('link_malformed', 'it does not unpack')
  }
}

function refuse(
  reason: Extract<DecodedShareLink, { ok: false }>['reason'],
  detail: string,
): Extract<DecodedShareLink, { ok: false }> {
  return { ok: false, reason, detail }
}
