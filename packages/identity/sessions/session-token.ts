import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits; only their hash is stored, so whoever reads the database signs in as nobody. */
export function createSessionToken(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a token. A slow hash would add nothing: the token is no password but 256 random bits. */
export function hashSessionToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
