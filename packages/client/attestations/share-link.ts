import { type Hex, isAddress, zeroAddress } from 'viem'
import type { Attestation, EasAttestation } from '../api/schemas.ts'
import { invalidValue } from '../problems/own-problems.ts'
import { attestFields, easDomainName, zeroBytes32 } from './attestation-message.ts'

const marker = '#attestation='
/** Of a link, and of what it unpacks to: an attestation with the most data there is, in hex, fits. */
const lengthMax = 200_000

/**
 * EAS' share link (EAS SDK, `createOffchainURL`) for a page that reads such: `https://…/#attestation=` and base64 of zlib of a JSON list. null where
 * that form has no place: signatures other than r, s and v, times beyond exact numbers, the legacy type name `Attestation`.
 */
export async function shareLink(
  { object, attester }: Pick<Attestation, 'object' | 'attester'>,
  options: { readonly page: string },
): Promise<string | null> {
  const { domain, message, signature, version, uid, types } = object
  const times = [Number(message.time), Number(message.expirationTime)]
  if (typeof signature === 'string' || !times.every(Number.isSafeInteger) || !Object.hasOwn(types, 'Attest'))
    return null
  const compact = [
    domain.version,
    domain.chainId,
    domain.verifyingContract,
    signature.r,
    signature.s,
    signature.v,
    attester,
    uid,
    message.schema,
    message.recipient === zeroAddress ? '0' : message.recipient,
    ...times,
    message.refUID === zeroBytes32 ? '0' : message.refUID,
    message.revocable,
    message.data,
    0,
    version,
    ...(message.salt === undefined ? [] : [message.salt]),
  ]
  const packed = await piped(new TextEncoder().encode(JSON.stringify(compact)), new CompressionStream('deflate'))
  return `${options.page.replace(/#.*$/, '')}${marker}${encodeURIComponent(base64(packed))}`
}

/**
 * Reads EAS' share link: a whole address, its fragment, or the base64 alone. Nothing in it is verified yet: `verifyAttestation` takes what this
 * gives. Throws `AuraProblem` `value_invalid`.
 */
export async function readShareLink(link: string): Promise<{ readonly sig: EasAttestation; readonly signer: Hex }> {
  const compact = link.length > lengthMax ? undefined : await unpack(link)
  const [signer, version] = [compact?.[6], compact?.[16] ?? 0]
  if (compact === undefined || !isAddressText(signer) || (version !== 0 && version !== 1 && version !== 2)) {
    throw invalidValue('shareLink', 'it is not a share link of EAS, or a part of it is missing')
  }
  return { signer, sig: expand(compact, version) }
}

function expand(compact: readonly unknown[], version: 0 | 1 | 2): EasAttestation {
  const [contractVersion, chainId, verifyingContract, r, s, v, , uid, schema, recipient, time, expirationTime] = compact
  const [refUID, revocable, data, , , salt] = compact.slice(12)
  const fields = attestFields.filter(
    ({ name }) => (name !== 'version' || version > 0) && (name !== 'salt' || version > 1),
  )
  return {
    version,
    uid,
    domain: { name: easDomainName, version: contractVersion, chainId: String(chainId), verifyingContract },
    // The SDK's own choice for legacy: this name beside a type of the other name.
    primaryType: version === 0 ? 'Attestation' : 'Attest',
    types: { Attest: fields.map((field) => ({ ...field })) },
    message: {
      ...(version > 0 && { version }),
      schema,
      recipient: recipient === '0' ? zeroAddress : recipient,
      time: String(time),
      expirationTime: String(expirationTime),
      revocable,
      refUID: refUID === '0' ? zeroBytes32 : refUID,
      data,
      ...(version === 2 && { salt }),
    },
    signature: { r, s, v },
    // Whoever verifies it looks at every part; of the list's none was.
  } as EasAttestation
}

async function unpack(link: string): Promise<readonly unknown[] | undefined> {
  const at = link.indexOf(marker)
  try {
    const text = decodeURIComponent(at < 0 ? link : link.slice(at + marker.length))
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined
    const packed = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
    const compact: unknown = JSON.parse(
      new TextDecoder().decode(await piped(packed, new DecompressionStream('deflate'))),
    )
    return Array.isArray(compact) && compact.length >= 16 && compact.length <= 18 ? compact : undefined
  } catch {
    return undefined
  }
}

/** What comes out at the other end; throws beyond `lengthMax`, before more of it is unpacked. */
async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(through as ReadableWritablePair<Uint8Array, Uint8Array>)
    .getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value)
    length += next.value.length
    if (length > lengthMax) {
      await reader.cancel()
      throw new RangeError(`it has more than ${lengthMax} bytes`)
    }
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function base64(bytes: Uint8Array): string {
  // In pieces: each byte is an argument.
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

function isAddressText(value: unknown): value is Hex {
  return typeof value === 'string' && isAddress(value)
}
