import { signMessage } from 'wagmi/actions'
import type { WalletConnection } from './connect-wallet.ts'
import { walletConfig } from './wallet-config.ts'

/** Has the wallet sign a text with the connected account (`personal_sign`, EIP-191). Throws what the wallet throws. */
export async function signWithWallet(connection: WalletConnection, message: string): Promise<string> {
  return await signMessage(walletConfig, { connector: connection.connector, account: connection.address, message })
}
