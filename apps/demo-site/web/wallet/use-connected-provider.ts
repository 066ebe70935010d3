import { useEffect, useState } from 'react'
import type { Connector } from 'wagmi'

/** The EIP-1193 provider behind the connected wallet, null while there is none. */
export function useConnectedProvider(connector: Connector | undefined): object | null {
  const [provider, setProvider] = useState<object | null>(null)
  useEffect(() => {
    let current = true
    const found = connector?.getProvider?.() ?? Promise.resolve(null)
    found.then(
      (value) => current && setProvider(typeof value === 'object' ? value : null),
      () => current && setProvider(null),
    )
    return () => {
      current = false
    }
  }, [connector])
  return provider
}
