import type { Hex } from 'viem'
import type { TypedField } from './typed-data.ts'

/** Typed data as viem and wallets take it: integers are integers. */
export interface SignableTypedData {
  readonly domain: {
    readonly name: string
    readonly version: string
    readonly chainId: number
    readonly verifyingContract: Hex
  }
  readonly primaryType: string
  readonly types: Record<string, readonly TypedField[]>
  readonly message: Record<string, unknown>
}

/** Signs for one account. viem's local accounts (`privateKeyToAccount`) are signers; of wallets, `providerSigner` makes one. */
export interface AuraSigner {
  readonly address: Hex
  /** EIP-155, where the signer is on one chain at a time. */
  readonly chainId?: number
  /** EIP-191 `personal_sign`. */
  signMessage(options: { message: string }): Promise<Hex>
  /** EIP-712. */
  signTypedData(typedData: SignableTypedData): Promise<Hex>
}
