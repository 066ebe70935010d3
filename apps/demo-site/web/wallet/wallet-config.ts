import { createClient, custom, MethodNotSupportedRpcError } from 'viem'
import { mainnet } from 'viem/chains'
import { createConfig } from 'wagmi'

/**
 * wagmi keeps track of the connected wallet, its account and chain. Discovery is ours (checked announcements), nothing is
 * stored by it, and it has no RPC: this page talks to the wallet and to its own service, to nobody else.
 */
export const walletConfig = createConfig({
  chains: [mainnet],
  multiInjectedProviderDiscovery: false,
  storage: null,
  client: ({ chain }) => createClient({ chain, transport: custom({ request: refuse }) }),
})

async function refuse(): Promise<never> {
  throw new MethodNotSupportedRpcError(new Error('this page calls no chain RPC'))
}
