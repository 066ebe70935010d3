import type { Eip1193Provider as Provider } from '@aura-sign/client'

/** What any browser wallet, and what wagmi's connectors give, offers (EIP-1193), with what it tells of by itself. */
export interface Eip1193Provider extends Provider {
  on?(event: string, listener: (value: never) => void): unknown
  removeListener?(event: string, listener: (value: never) => void): unknown
}

/** A wallet that somebody chose; `name` is what sentences call it. */
export interface WalletChoice {
  readonly name: string
  readonly provider: Eip1193Provider
}
