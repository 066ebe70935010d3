import type { EIP1193Provider } from 'viem'

/** A wallet that announced itself (EIP-6963), after its announcement was checked. */
export interface Wallet {
  readonly uuid: string
  readonly name: string
  /** Reverse domain name, `io.metamask`. Self-declared: nothing stops another extension from using it. */
  readonly rdns: string
  /** A `data:` image, or null when the announced one was not acceptable. */
  readonly icon: string | null
  readonly provider: EIP1193Provider
}
