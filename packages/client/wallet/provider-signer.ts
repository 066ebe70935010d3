import type { Hex } from 'viem'
import { stringToHex } from 'viem/utils'
import type { AuraSigner, SignableTypedData } from './aura-signer.ts'

/** What browser wallets offer (EIP-1193); viem's wallet clients do too. */
export interface Eip1193Provider {
  request(call: { readonly method: string; readonly params?: unknown }): Promise<unknown>
}

/**
 * A signer for the first account that a wallet shares (`eth_requestAccounts`: its window opens), or for `address`, which it shares
 * already. It stays on the chain that the wallet was on. Throws what the wallet throws (EIP-1193 §5.5, for example 4001).
 */
export async function providerSigner(
  provider: Eip1193Provider,
  options: { readonly address?: Hex } = {},
): Promise<AuraSigner> {
  const ask = (method: string, params?: unknown) =>
    provider.request(params === undefined ? { method } : { method, params })
  const address = options.address ?? addressIn(await ask('eth_requestAccounts'))
  const chainId = chainIdIn(await ask('eth_chainId'))
  return {
    address,
    chainId,
    signMessage: async ({ message }) => signatureIn(await ask('personal_sign', [stringToHex(message), address])),
    signTypedData: async (typedData) =>
      signatureIn(await ask('eth_signTypedData_v4', [address, walletText(typedData)])),
  }
}

function addressIn(accounts: unknown): Hex {
  const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined
  if (typeof first === 'string' && /^0x[0-9a-fA-F]{40}$/.test(first)) return first as Hex
  throw new Error('the wallet shared no account')
}

/** Wallets answer hexadecimal text (EIP-695); some a number or decimal text. */
function chainIdIn(answer: unknown): number {
  const chainId = typeof answer === 'string' || typeof answer === 'number' ? Number(answer) : Number.NaN
  if (Number.isSafeInteger(chainId) && chainId > 0) return chainId
  throw new Error('the wallet named no chain')
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
