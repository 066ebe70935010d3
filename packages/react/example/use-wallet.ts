import type { WalletChoice } from '@aura-sign/react'
import { useEffect, useState } from 'react'

/** The first wallet that announces itself (EIP-6963). An app for many people offers all of them. */
export function useWallet(): WalletChoice | null {
  const [wallet, setWallet] = useState<WalletChoice | null>(null)
  useEffect(() => {
    const onAnnounced = (event: Event) => {
      const { info, provider } = (event as CustomEvent).detail
      setWallet((first) => first ?? { name: String(info.name), provider })
    }
    window.addEventListener('eip6963:announceProvider', onAnnounced)
    window.dispatchEvent(new Event('eip6963:requestProvider'))
    return () => window.removeEventListener('eip6963:announceProvider', onAnnounced)
  }, [])
  return wallet
}
