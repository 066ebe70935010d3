import { type CreateConnectorFn, injected } from 'wagmi'
import type { Wallet } from './wallet.ts'

const connectors = new WeakMap<Wallet['provider'], CreateConnectorFn>()

/** wagmi's connector for an announced wallet. */
export function walletConnector(wallet: Wallet): CreateConnectorFn {
  const known = connectors.get(wallet.provider)
  if (known !== undefined) return known
  // viem and wagmi type the same EIP-1193 object with different listener signatures.
  const provider = wallet.provider as never
  const connector = injected({ target: { id: wallet.rdns, name: wallet.name, provider } })
  connectors.set(wallet.provider, connector)
  return connector
}
