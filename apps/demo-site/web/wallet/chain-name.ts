// CAIP-2 references of the chains people meet most; any other is called by its number.
const names = new Map([
  [1, 'Ethereum'],
  [10, 'OP Mainnet'],
  [56, 'BNB Smart Chain'],
  [100, 'Gnosis'],
  [137, 'Polygon'],
  [324, 'ZKsync Era'],
  [8453, 'Base'],
  [31337, 'a local test chain'],
  [42161, 'Arbitrum One'],
  [43114, 'Avalanche'],
  [59144, 'Linea'],
  [534352, 'Scroll'],
  [11155111, 'the Sepolia test network'],
])

export function chainName(chainId: number): string {
  return names.get(chainId) ?? `chain ${chainId}`
}
