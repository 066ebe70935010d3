import type { TypedData } from '@aura-sign/client'
import type { WalletConnection } from './connect-wallet.ts'

/** Has the wallet sign typed data (`eth_signTypedData_v4`, EIP-712). Throws what the wallet throws. */
export async function signTypedData({ wallet, address }: WalletConnection, typedData: TypedData): Promise<string> {
  const { domain, primaryType, types, message } = typedData
  const asked = {
    domain: { ...domain, chainId: Number(domain.chainId) },
    primaryType,
    types: { ...types, EIP712Domain: domainFields },
    message,
  }
  const signature = await wallet.provider.request({
    method: 'eth_signTypedData_v4',
    params: [address, JSON.stringify(asked)],
  })
  if (typeof signature === 'string') return signature
  throw new Error('the wallet gave no signature')
}

// Wallets' RPC wants the domain's type said; the object that is kept does not have it.
const domainFields = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
]
