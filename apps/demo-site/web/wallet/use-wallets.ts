import { useSyncExternalStore } from 'react'
import { pageWallets } from './page-wallets.ts'
import type { Wallet } from './wallet.ts'

export function useWallets(): readonly Wallet[] {
  const store = pageWallets()
  return useSyncExternalStore(store.subscribe, store.getWallets)
}
