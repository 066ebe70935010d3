import type { Address } from 'viem'

/**
 * The fields of a Sign-In with Ethereum message (EIP-4361, Message Fields). Timestamps stay the RFC 3339 text that was
 * signed, so that a message can be written again exactly as it was.
 */
export interface SiweFields {
  /** RFC 3986 scheme of the origin, without `://`; absent means https. */
  readonly scheme?: string
  /** RFC 3986 authority that asks for the sign-in, with the port if it is not the scheme's default. */
  readonly domain: string
  /** EIP-55 checksummed. */
  readonly address: Address
  /** One line of reserved, unreserved and space characters; may be empty. */
  readonly statement?: string
  /** RFC 3986 URI that is the subject of the sign-in. */
  readonly uri: string
  readonly version: '1'
  /** EIP-155 chain id, 1 to `Number.MAX_SAFE_INTEGER`. */
  readonly chainId: number
  /** At least 8 letters and digits. */
  readonly nonce: string
  readonly issuedAt: string
  readonly expirationTime?: string
  readonly notBefore?: string
  /** RFC 3986 `*pchar`; may be empty. */
  readonly requestId?: string
  /** RFC 3986 URIs; present and empty when the message has the heading without entries. */
  readonly resources?: readonly string[]
}
