export type WalletFailure = 'rejected' | 'busy' | 'unknown-chain' | 'failed'

const causesMax = 8
const meanings = new Map<unknown, WalletFailure>([
  [4001, 'rejected'],
  ['ACTION_REJECTED', 'rejected'],
  [5000, 'rejected'],
  [-32002, 'busy'],
  [4902, 'unknown-chain'],
])

/**
 * What a wallet's error means, by its code (EIP-1193 §5.5, EIP-1474; 5000 is CAIP-25's, 4902 EIP-3085's). The code may sit on
 * any of the causes: wallets and libraries wrap it.
 */
export function walletFailure(error: unknown): WalletFailure {
  let current: unknown = error
  for (let depth = 0; depth < causesMax && typeof current === 'object' && current !== null; depth++) {
    const meaning = 'code' in current ? meanings.get(current.code) : undefined
    if (meaning !== undefined) return meaning
    current = 'cause' in current ? current.cause : undefined
  }
  return 'failed'
}
