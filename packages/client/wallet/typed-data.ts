export interface TypedField {
  readonly name: string
  /** Canonical: `uint256`, `(string,bool[])[3]`. */
  readonly type: string
}

/** What a wallet is asked to sign (EIP-712), as JSON: integers that may be large are decimal text. */
export interface TypedData {
  readonly domain: {
    readonly name: string
    readonly version: string
    readonly chainId: string
    readonly verifyingContract: string
  }
  readonly primaryType: string
  readonly types: Readonly<Record<string, readonly TypedField[]>>
  readonly message: Readonly<Record<string, string | number | boolean>>
}
