import type { Hex } from 'viem'
import { createSiweMessage } from 'viem/siwe'
import type { SignInNonce } from '../api/schemas.ts'

/** Everything a person has to know before signing in, and the exact text (EIP-4361) that will be signed. */
export interface SignInRequest {
  readonly message: string
  readonly domain: string
  readonly address: string
  readonly chainId: number
  readonly statement: string
  /** Both by the service's clock. */
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/** Writes the message of a sign-in; asks nobody. */
export function signInRequest(
  nonce: SignInNonce,
  { address, chainId }: { readonly address: string; readonly chainId: number },
): SignInRequest {
  const { domain, statement, uri, answeredAt: issuedAt } = nonce
  const expiresAt = new Date(nonce.expiresAt)
  const fields = { domain, statement, uri, chainId, nonce: nonce.nonce, issuedAt, expirationTime: expiresAt }
  const message = createSiweMessage({ ...fields, address: address as Hex, version: '1' })
  return { message, domain, address, chainId, statement, issuedAt, expiresAt }
}
