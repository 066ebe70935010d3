import { type Answer, request } from './request.ts'

export interface Nonce {
  readonly nonce: string
  readonly expiresAt: string
  /** The RFC 3986 authority that asks for the sign-in (EIP-4361 `domain`), from the service's configuration. */
  readonly domain: string
  readonly uri: string
  readonly chainIds: readonly number[]
  readonly statement: string
}

export interface User {
  readonly id: string
  /** CAIP-10 account, for example `eip155:1:0x…`. */
  readonly account: string
  readonly address: string
}

export interface SignedIn {
  readonly user: User
  readonly session: { readonly id: string; readonly expiresAt: string }
}

export type Session = SignedIn | { readonly user: null; readonly session: null }

export function requestNonce(address: string): Promise<Answer<Nonce>> {
  return request('POST', '/api/auth/nonce', { body: { address } })
}

export async function verifySignature(options: { message: string; signature: string }): Promise<SignedIn> {
  return (await request<SignedIn>('POST', '/api/auth/verify', { body: options })).body
}

export async function getSession(): Promise<Session> {
  return (await request<Session>('GET', '/api/auth/session')).body
}

export async function signOut(): Promise<void> {
  await request('POST', '/api/auth/signout')
}
