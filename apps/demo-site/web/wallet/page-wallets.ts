import { createWalletStore, type WalletStore } from './wallet-store.ts'

let store: WalletStore | undefined

/** The wallets of this page; listening begins with the first call. */
export function pageWallets(): WalletStore {
  store ??= createWalletStore(window)
  return store
}
