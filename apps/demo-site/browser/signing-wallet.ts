import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { type Hex, numberToHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'

type Answer = { result: unknown } | { error: { code: number; message: string } }

export interface SigningWalletOptions {
  name?: string
  rdns?: string
  icon?: string
  chainId?: number
}

const greenSquare =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' fill='green'/%3E%3C/svg%3E"

/** A browser wallet whose key is in this process: the page sees an EIP-6963 announcement, requests are answered here. */
export class SigningWallet {
  readonly info: { uuid: string; name: string; rdns: string; icon: string }
  readonly requests: { method: string; params: unknown }[] = []
  /** Methods that the person will decline next (EIP-1193 code 4001). */
  readonly declines = new Set<string>()
  /** Signs this instead of what it is asked to. */
  signsInstead: string | null = null
  account = privateKeyToAccount(generatePrivateKey())
  chainId: number
  #page: Page | null = null

  constructor(options: SigningWalletOptions = {}) {
    const { name = 'Test Wallet', rdns = 'example.test-wallet', icon = greenSquare, chainId = 1 } = options
    this.info = { uuid: crypto.randomUUID(), name, rdns, icon }
    this.chainId = chainId
  }

  /** Announces this wallet to every document that `page` will open. */
  async install(page: Page): Promise<void> {
    this.#page = page
    await page.exposeFunction(`wallet:${this.info.uuid}`, (method: string, params: unknown) =>
      this.#answer(method, params),
    )
    await page.addInitScript({ path: fileURLToPath(new URL('in-page-wallet.js', import.meta.url)) })
    await page.addInitScript(`announceTestWallet(${JSON.stringify(this.info)})`)
  }

  async useAnotherAccount(): Promise<void> {
    this.account = privateKeyToAccount(generatePrivateKey())
    await this.#emit('accountsChanged', [this.account.address])
  }

  async useAnotherChain(chainId: number): Promise<void> {
    this.chainId = chainId
    await this.#emit('chainChanged', numberToHex(chainId))
  }

  async #answer(method: string, params: unknown): Promise<Answer> {
    this.requests.push({ method, params })
    if (this.declines.delete(method)) return { error: { code: 4001, message: 'User rejected the request.' } }
    const [first] = Array.isArray(params) ? params : []
    switch (method) {
      case 'eth_requestAccounts':
      case 'eth_accounts':
        return { result: [this.account.address] }
      case 'eth_chainId':
        return { result: numberToHex(this.chainId) }
      case 'personal_sign':
        return { result: await this.account.signMessage({ message: this.signsInstead ?? { raw: first as Hex } }) }
      case 'eth_signTypedData_v4': {
        // As wallets do: a domain of another chain than theirs is refused.
        const typedData = JSON.parse(String((params as unknown[])[1]))
        if (Number(typedData.domain.chainId) !== this.chainId) {
          return { error: { code: -32603, message: 'The domain is of another chain.' } }
        }
        return { result: await this.account.signTypedData(typedData) }
      }
      case 'wallet_switchEthereumChain':
        await this.useAnotherChain(Number((first as { chainId: Hex }).chainId))
        return { result: null }
      default:
        return { error: { code: 4200, message: `Unsupported method ${method}` } }
    }
  }

  async #emit(event: string, value: unknown): Promise<void> {
    await this.#page?.evaluate(`emitFromTestWallet(${JSON.stringify([this.info.uuid, event, value])})`)
  }
}
