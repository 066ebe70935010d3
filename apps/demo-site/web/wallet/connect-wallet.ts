import type { Connector } from 'wagmi'
import { connect, disconnect, getConnection } from 'wagmi/actions'
import { rememberWallet } from './remembered-wallet.ts'
import type { Wallet } from './wallet.ts'
import { walletConfig } from './wallet-config.ts'
import { walletConnector } from './wallet-connector.ts'

export interface WalletConnection {
  readonly wallet: Wallet
  readonly connector: Connector
  readonly address: `0x${string}`
  readonly chainId: number
}

/** Asks the wallet for an account; its window opens. Throws what the wallet throws (EIP-1193 §5.5, for example 4001). */
export async function connectWallet(wallet: Wallet): Promise<WalletConnection> {
  // wagmi refuses to connect twice, and a person who comes back to the list may want another account.
  await disconnect(walletConfig).catch(() => undefined)
  const { accounts, chainId } = await connect(walletConfig, { connector: walletConnector(wallet) })
  const { connector } = getConnection(walletConfig)
  const address = accounts[0]
  if (address === undefined || connector === undefined) throw new Error('the wallet shared no account')
  rememberWallet(wallet.rdns)
  return { wallet, connector, address, chainId }
}
