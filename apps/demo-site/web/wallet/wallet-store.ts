import { readAnnouncement } from './read-announcement.ts'
import type { Wallet } from './wallet.ts'

export interface WalletStore {
  getWallets(): readonly Wallet[]
  subscribe(listener: () => void): () => void
}

// More wallets than anyone has installed; an extension that floods the page stops here.
const walletsMax = 24

/** Collects the wallets that announce themselves on `target` (EIP-6963), for as long as the page lives. */
export function createWalletStore(target: EventTarget): WalletStore {
  let wallets: readonly Wallet[] = []
  const listeners = new Set<() => void>()
  target.addEventListener('eip6963:announceProvider', (event) => {
    const verdict = readAnnouncement((event as CustomEvent<unknown>).detail)
    if (!verdict.ok || wallets.length >= walletsMax || isKnown(wallets, verdict.wallet)) return
    wallets = [...wallets, verdict.wallet]
    for (const listener of listeners) listener()
  })
  target.dispatchEvent(new Event('eip6963:requestProvider'))
  return {
    getWallets: () => wallets,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

// Wallets announce again for every request, and some announce one provider under several ids.
function isKnown(wallets: readonly Wallet[], wallet: Wallet): boolean {
  return wallets.some(({ uuid, provider }) => uuid === wallet.uuid || provider === wallet.provider)
}
