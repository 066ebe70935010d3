import { createClient, custom, defineChain, MethodNotSupportedRpcError } from 'viem'
import { createConfig } from 'wagmi'

// wagmi wants a chain to start with. Not viem's definition: importing it pulls in code of every chain there is.
const ethereum = defineChain({
  id: 1,
  name: 'Ethereum',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [] } },
})

/**
 * wagmi keeps track of the connected wallet, its account and chain. Discovery is ours (checked announcements), nothing is
 * stored by it, and it has no RPC: this page talks to the wallet and to its own service, to nobody else.
 */
export const walletConfig = createConfig({
  chains: [ethereum],
  multiInjectedProviderDiscovery: false,
  storage: null,
  client: ({ chain }) => createClient({ chain, transport: custom({ request: refuse }) }),
})

async function refuse(): Promise<never> {
  throw new MethodNotSupportedRpcError(new Error('this page calls no chain RPC'))
}
