import { type Claims, claimsOf } from './claims.ts'

const marker = '#attestation='
/** More than an attestation with the most data there is. */
const unpackedBytesMax = 200_000
const places = { schema: 8, recipient: 9, time: 10, expirationTime: 11, refUID: 12, revocable: 13, data: 14 }

/**
 * What a submission to verify says of itself: the object, `{sig, signer}`, or `{shareLink}` (EAS SDK, `createOffchainURL`:
 * base64 of zlib of a JSON list). null where it cannot be read; the service has the last word on that.
 */
export async function readClaims(submission: object): Promise<Claims | null> {
  if ('shareLink' in submission) return claimsOf(await unpack(String(submission.shareLink)).catch(() => null))
  const object = 'sig' in submission ? submission.sig : submission
  return typeof object === 'object' && object !== null && 'message' in object ? claimsOf(object.message) : null
}

async function unpack(link: string): Promise<object | null> {
  const base64 = decodeURIComponent(link.slice(link.indexOf(marker) + marker.length))
  const packed = Uint8Array.from(atob(base64.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
  const json = await readBounded(new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')))
  const compact: unknown = JSON.parse(json)
  if (!Array.isArray(compact)) return null
  return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, compact[place]]))
}

// A few kilobytes can unpack to gigabytes.
async function readBounded(stream: ReadableStream<Uint8Array>): Promise<string> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let sizeBytes = 0
  for await (const piece of piecesOf(stream)) {
    sizeBytes += piece.length
    if (sizeBytes > unpackedBytesMax) throw new RangeError('it unpacks to more than an attestation')
    pieces.push(new Uint8Array(piece))
  }
  return await new Blob(pieces).text()
}

/** Streams are not iterable by themselves in every browser. */
async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}
