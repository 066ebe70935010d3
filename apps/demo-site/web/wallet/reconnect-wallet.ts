import { connectWallet } from '@aura-sign/react'
import { pageWallets } from './page-wallets.ts'
import { rememberedWallet } from './remembered-wallet.ts'
import { hasThrowAwayKey } from './throw-away-key.ts'
import type { Wallet } from './wallet.ts'
import { takeWallet, walletInUse } from './wallet-in-use.ts'

/**
 * After a reload, asks the wallet that signed in which account it is on, without opening its window (`eth_accounts`).
 * Returns a function that stops waiting for that wallet to appear.
 */
export function reconnectWallet(): () => void {
  const rdns = rememberedWallet()
  if (rdns === null || walletInUse() !== null) return () => undefined
  const store = pageWallets()
  const tryNow = () => {
    const wallet = store.getWallets().find((candidate) => candidate.rdns === rdns)
    if (wallet === undefined) return
    stop()
    void silently(wallet)
  }
  const stop = store.subscribe(tryNow)
  if (hasThrowAwayKey()) {
    void import('./announce-throw-away-wallet.ts')
      .then((module) => module.announceThrowAwayWallet())
      .catch(() => undefined)
  }
  tryNow()
  return stop
}

// A wallet that does not answer leaves the session as it is: the watch is a courtesy, the session is the service's.
async function silently(wallet: Wallet): Promise<void> {
  const connection = await connectWallet(wallet, { silent: true }).catch(() => null)
  if (connection !== null && walletInUse() === null) takeWallet(connection)
}
