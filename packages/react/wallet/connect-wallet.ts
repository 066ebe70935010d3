import type { WalletChoice } from './wallet-choice.ts'

/** A wallet, and the account and network it was on when asked. */
export interface WalletConnection<Wallet extends WalletChoice = WalletChoice> {
  readonly wallet: Wallet
  readonly address: `0x${string}`
  readonly chainId: number
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
  const { provider } = wallet
  const method = options.silent ? 'eth_accounts' : 'eth_requestAccounts'
  const address = firstAddress(await provider.request({ method }))
  if (address !== null)
    return { wallet, address, chainId: readChainId(await provider.request({ method: 'eth_chainId' })) }
  if (options.silent) return null
  throw new Error('the wallet shared no account')
}

export function firstAddress(accounts: unknown): `0x${string}` | null {
  const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined
  return typeof first === 'string' && /^0x[0-9a-fA-F]{40}$/.test(first) ? (first as `0x${string}`) : null
}

/** Wallets answer hexadecimal text (EIP-695); some a number or decimal text. */
export function readChainId(answer: unknown): number {
  const chainId = typeof answer === 'string' || typeof answer === 'number' ? Number(answer) : Number.NaN
  if (Number.isSafeInteger(chainId) && chainId > 0) return chainId
  throw new Error('the wallet named no chain')
}
