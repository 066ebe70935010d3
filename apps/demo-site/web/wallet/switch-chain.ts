import { switchChain as requestSwitch } from 'viem/actions'
import { getConnectorClient } from 'wagmi/actions'
import type { WalletConnection } from './connect-wallet.ts'
import { walletConfig } from './wallet-config.ts'

/** Asks the wallet to change its chain (`wallet_switchEthereumChain`, EIP-3326). Throws what the wallet throws. */
export async function switchChain(connection: WalletConnection, chainId: number): Promise<WalletConnection> {
  // Not wagmi's own action: that one only knows chains listed at build time, ours come from the service.
  const client = await getConnectorClient(walletConfig, { connector: connection.connector, assertChainId: false })
  await requestSwitch(client, { id: chainId })
  return { ...connection, chainId: await connection.connector.getChainId() }
}
