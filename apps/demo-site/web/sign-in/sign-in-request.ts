import { createSiweMessage } from 'viem/siwe'
import type { Nonce } from '../api/auth.ts'

/** Everything a person has to know before signing, and the exact text (EIP-4361) that will be signed. */
export interface SignInRequest {
  readonly message: string
  readonly domain: string
  readonly address: string
  readonly chainId: number
  readonly statement: string
  /** When the message stops being valid, by the service's clock. */
  readonly expiresAt: Date
  /** The same moment on the page's monotonic clock, in milliseconds: the visitor's wall clock may be wrong. */
  readonly deadlineMs: number
}

interface SignInRequestOptions {
  readonly nonce: Nonce
  readonly address: `0x${string}`
  readonly chainId: number
  /** The service's time when it answered, and the page's monotonic clock then. */
  readonly answeredAt: { readonly serverTime: Date; readonly monotonicMs: number }
}

export function createSignInRequest({ nonce, address, chainId, answeredAt }: SignInRequestOptions): SignInRequest {
  const expiresAt = new Date(nonce.expiresAt)
  return {
    message: createSiweMessage({
      domain: nonce.domain,
      address,
      statement: nonce.statement,
      uri: nonce.uri,
      version: '1',
      chainId,
      nonce: nonce.nonce,
      issuedAt: answeredAt.serverTime,
      expirationTime: expiresAt,
    }),
    domain: nonce.domain,
    address,
    chainId,
    statement: nonce.statement,
    expiresAt,
    deadlineMs: answeredAt.monotonicMs + (expiresAt.getTime() - answeredAt.serverTime.getTime()),
  }
}
