import { randomInt } from 'node:crypto'
import type { Queryable } from '@aura-sign/postgres'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
// 24 of 62 characters: 142 bits; EIP-4361 asks for at least 8 alphanumeric characters.
const nonceLength = 24
const lifetimeMs = 5 * 60_000

export interface IssuedNonce {
  nonce: string
  expiresAt: Date
}

/** Stores a new nonce for five minutes; with an `address` (0x, lowercase) only that address can use it. */
export async function issueNonce(
  queryable: Queryable,
  options: { address?: string | undefined; now: Date },
): Promise<IssuedNonce> {
  const nonce = Array.from({ length: nonceLength }, () => alphabet[randomInt(alphabet.length)]).join('')
  const expiresAt = new Date(options.now.getTime() + lifetimeMs)
  await queryable`
    insert into siwe_nonces (nonce, address, expires_at) values (${nonce}, ${options.address ?? null}, ${expiresAt})`
  return { nonce, expiresAt }
}
