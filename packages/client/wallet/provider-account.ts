import type { Hex } from 'viem'

/** What browser wallets offer (EIP-1193); viem's wallet clients do too. */
export interface Eip1193Provider {
  request(call: { readonly method: string; readonly params?: unknown }): Promise<unknown>
}

/** An account of a wallet, and the network that the wallet was on when asked. */
export interface ProviderAccount {
  readonly address: Hex
  /** EIP-155. */
  readonly chainId: number
}

/**
 * Asks a wallet for its account (`eth_requestAccounts`): its window opens. With `silent` (`eth_accounts`) it does not, and the answer is
 * null where the wallet shares none yet. Throws what the wallet throws (EIP-1193 §5.5, for example 4001).
 */
export async function providerAccount(provider: Eip1193Provider): Promise<ProviderAccount>
export async function providerAccount(
  provider: Eip1193Provider,
  options: { readonly silent?: boolean },
): Promise<ProviderAccount | null>
export async function providerAccount(
  provider: Eip1193Provider,
  { silent = false }: { readonly silent?: boolean } = {},
): Promise<ProviderAccount | null> {
  const address = firstAddress(await provider.request({ method: silent ? 'eth_accounts' : 'eth_requestAccounts' }))
  if (address !== null) return { address, chainId: readChainId(await provider.request({ method: 'eth_chainId' })) }
  if (silent) return null
  throw new Error('the wallet shared no account')
}

/** The account in use, of what a wallet answers or tells of (`accountsChanged`); null where it is none. */
export function firstAddress(accounts: unknown): Hex | null {
  const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined
  return typeof first === 'string' && /^0x[0-9a-fA-F]{40}$/.test(first) ? (first as Hex) : null
}

/** The network of what a wallet answers or tells of (`chainChanged`): hexadecimal text (EIP-695), of some a number or decimal text. */
export function readChainId(answer: unknown): number {
  const chainId = typeof answer === 'string' || typeof answer === 'number' ? Number(answer) : Number.NaN
  if (Number.isSafeInteger(chainId) && chainId > 0) return chainId
  throw new Error('the wallet named no chain')
}
