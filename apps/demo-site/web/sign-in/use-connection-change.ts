import { useEffect, useRef } from 'react'
import { watchConnection } from 'wagmi/actions'
import type { WalletConnection } from '../wallet/connect-wallet.ts'
import { walletConfig } from '../wallet/wallet-config.ts'

/** Calls back when the wallet moves to another account or network than `connection` has. */
export function useConnectionChange(
  connection: WalletConnection | null,
  onChange: (changed: WalletConnection) => void,
): void {
  const callback = useRef(onChange)
  useEffect(() => {
    callback.current = onChange
  })
  useEffect(() => {
    if (connection === null) return
    return watchConnection(walletConfig, {
      onChange({ address, chainId }) {
        if (address === undefined || chainId === undefined) return
        if (address === connection.address && chainId === connection.chainId) return
        callback.current({ ...connection, address, chainId })
      },
    })
  }, [connection])
}
