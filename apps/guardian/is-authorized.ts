import { createHash, timingSafeEqual } from 'node:crypto'

/** True for `Bearer <token>`. Compares hashes, so that neither content nor length of the token shows in the time. */
export function isAuthorized(authorization: string | undefined, token: string): boolean {
  const given = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : ''
  return timingSafeEqual(sha256(given), sha256(token))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
