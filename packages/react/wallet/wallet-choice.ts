/** What any browser wallet, and what wagmi's connectors give, offers (EIP-1193). */
export interface Eip1193Provider {
  request(call: { readonly method: string; readonly params?: unknown }): Promise<unknown>
  on?(event: string, listener: (value: never) => void): unknown
  removeListener?(event: string, listener: (value: never) => void): unknown
}

/** A wallet that somebody chose; `name` is what sentences call it. */
export interface WalletChoice {
  readonly name: string
  readonly provider: Eip1193Provider
}
