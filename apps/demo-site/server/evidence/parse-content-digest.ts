/**
 * The SHA-256 of a body as `Content-Digest` says it (RFC 9530 §2: `sha-256=:<base64>:`), lowercase hex; null where the header
 * says none, undefined where what it says is none.
 */
export function parseContentDigest(header: string | undefined): string | null | undefined {
  if (header === undefined) return null
  const members = header.split(',').map((member) => member.trim())
  const sha256 = members.find((member) => member.startsWith('sha-256='))
  if (sha256 === undefined) return null
  const [, base64] = /^sha-256=:([A-Za-z0-9+/]{43}=):$/.exec(sha256) ?? []
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex')
}

/** The header for a SHA-256 in hex. */
export function contentDigest(sha256: string): string {
  return `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`
}
