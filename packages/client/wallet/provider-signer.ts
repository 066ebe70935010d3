import type { Hex } from 'viem'
import { stringToHex } from 'viem/utils'
import type { AuraSigner, SignableTypedData } from './aura-signer.ts'
import { type Eip1193Provider, type ProviderAccount, providerAccount, readChainId } from './provider-account.ts'

/**
 * A signer for the first account that a wallet shares (`eth_requestAccounts`: its window opens), or for `address`, which it shares
 * already. It stays on the chain that the wallet was on, or on `chainId`: with both the wallet is asked for signatures only. Throws what the
 * wallet throws (EIP-1193 §5.5, for example 4001).
 */
export async function providerSigner(
  provider: Eip1193Provider,
  options: { readonly address?: Hex; readonly chainId?: number } = {},
): Promise<AuraSigner> {
  const { address, chainId } = await accountOf(provider, options)
  const sign = async (method: string, params: unknown) => signatureIn(await provider.request({ method, params }))
  return {
    address,
    chainId,
    signMessage: ({ message }) => sign('personal_sign', [stringToHex(message), address]),
    signTypedData: (typedData) => sign('eth_signTypedData_v4', [address, walletText(typedData)]),
  }
}

async function accountOf(
  provider: Eip1193Provider,
  { address, chainId }: { readonly address?: Hex; readonly chainId?: number },
): Promise<ProviderAccount> {
  if (address === undefined) return await providerAccount(provider)
  return { address, chainId: chainId ?? readChainId(await provider.request({ method: 'eth_chainId' })) }
}

function signatureIn(answer: unknown): Hex {
  if (typeof answer === 'string' && answer.startsWith('0x')) return answer as Hex
  throw new Error('the wallet gave no signature')
}

// Wallets' RPC wants the domain's type said.
const domainFields = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
]

function walletText({ types, ...typedData }: SignableTypedData): string {
  return JSON.stringify({ ...typedData, types: { ...types, EIP712Domain: domainFields } }, (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}
