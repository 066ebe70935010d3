import { readChainId } from '@aura-sign/client'
import type { WalletConnection } from './connect-wallet.ts'
import type { WalletChoice } from './wallet-choice.ts'

/** Asks the wallet to change its network (`wallet_switchEthereumChain`, EIP-3326). Throws what the wallet throws. */
export async function switchChain<Wallet extends WalletChoice>(
  connection: WalletConnection<Wallet>,
  chainId: number,
): Promise<WalletConnection<Wallet>> {
  const { provider } = connection.wallet
  await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: `0x${chainId.toString(16)}` }] })
  return { ...connection, chainId: readChainId(await provider.request({ method: 'eth_chainId' })) }
}
