import { firstAddress, readChainId } from '@aura-sign/client'
import type { WalletConnection } from './connect-wallet.ts'
import type { WalletChoice } from './wallet-choice.ts'

/**
 * Calls back when the wallet moves to another account or network (EIP-1193 §6), with null when it shares no account any
 * more. Returns the way to stop.
 */
export function watchWallet<Wallet extends WalletChoice>(
  connection: WalletConnection<Wallet>,
  onChange: (changed: WalletConnection<Wallet> | null) => void,
): () => void {
  const { provider } = connection.wallet
  let known = connection
  const move = (changed: WalletConnection<Wallet>) => {
    if (changed.address.toLowerCase() === known.address.toLowerCase() && changed.chainId === known.chainId) return
    known = changed
    onChange(changed)
  }
  const onAccounts = (accounts: unknown) => {
    const address = firstAddress(accounts)
    if (address === null) onChange(null)
    else move({ ...known, address })
  }
  const onChain = (chain: unknown) => {
    try {
      move({ ...known, chainId: readChainId(chain) })
    } catch {
      // What names no chain says nothing about where the wallet is.
    }
  }
  provider.on?.('accountsChanged', onAccounts)
  provider.on?.('chainChanged', onChain)
  return () => {
    provider.removeListener?.('accountsChanged', onAccounts)
    provider.removeListener?.('chainChanged', onChain)
  }
}
