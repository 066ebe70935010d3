import { type ProviderAccount, providerAccount } from '@aura-sign/client'
import type { WalletChoice } from './wallet-choice.ts'

/** A wallet, and the account and network it was on when asked. */
export interface WalletConnection<Wallet extends WalletChoice = WalletChoice> extends ProviderAccount {
  readonly wallet: Wallet
}

/**
 * Asks the wallet for an account: its window opens. With `silent` (`eth_accounts`) it does not, and the answer is null where
 * the wallet shares none yet. Throws what the wallet throws (EIP-1193 §5.5, for example 4001).
 */
export async function connectWallet<Wallet extends WalletChoice>(wallet: Wallet): Promise<WalletConnection<Wallet>>
export async function connectWallet<Wallet extends WalletChoice>(
  wallet: Wallet,
  options: { readonly silent: true },
): Promise<WalletConnection<Wallet> | null>
export async function connectWallet<Wallet extends WalletChoice>(
  wallet: Wallet,
  options: { readonly silent?: boolean } = {},
): Promise<WalletConnection<Wallet> | null> {
  const account = await providerAccount(wallet.provider, options)
  return account && { wallet, ...account }
}
