import { type Hex, hexToNumber, numberToHex, ProviderRpcError } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

type Listener = (value: unknown) => void

/**
 * An EIP-1193 provider around one private key. It signs texts and typed data and nothing else: no transactions, so there is nothing that
 * its account could lose here.
 */
export class ThrowAwayProvider {
  readonly #account
  readonly #listeners = new Map<string, Set<Listener>>()
  #chainId = 1

  constructor(privateKey: Hex) {
    this.#account = privateKeyToAccount(privateKey)
  }

  async request({ method, params }: { method: string; params?: unknown }): Promise<unknown> {
    const first: unknown = Array.isArray(params) ? params[0] : undefined
    switch (method) {
      case 'eth_accounts':
      case 'eth_requestAccounts':
        return [this.#account.address]
      case 'eth_chainId':
        return numberToHex(this.#chainId)
      case 'personal_sign':
        return this.#account.signMessage({ message: { raw: first as Hex } })
      case 'eth_signTypedData_v4':
        return this.#account.signTypedData(JSON.parse(String((params as unknown[])[1])))
      case 'wallet_switchEthereumChain':
        return this.#switchChain(hexToNumber((first as { chainId: Hex }).chainId))
      default:
        throw new ProviderRpcError(new Error(method), {
          code: 4200,
          shortMessage: `The throw-away wallet does not support ${method}.`,
        })
    }
  }

  on(event: string, listener: Listener): void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener))
  }

  removeListener(event: string, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener)
  }

  #switchChain(chainId: number): null {
    this.#chainId = chainId
    for (const listener of this.#listeners.get('chainChanged') ?? []) listener(numberToHex(chainId))
    return null
  }
}
