import { generatePrivateKey } from 'viem/accounts'
import { pageWallets } from './page-wallets.ts'
import { readThrowAwayKey, writeThrowAwayKey } from './throw-away-key.ts'
import { markThrowAway } from './throw-away-mark.ts'
import { ThrowAwayProvider } from './throw-away-provider.ts'
import type { Wallet } from './wallet.ts'

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'%3E%3Crect width='96' height='96' rx='24' fill='%23efe6d6'/%3E%3Ccircle cx='48' cy='48' r='24' fill='none' stroke='%237a5a2b' stroke-width='5' stroke-dasharray='9 8'/%3E%3C/svg%3E"

let announced: { key: string; provider: ThrowAwayProvider } | undefined

/**
 * Makes this tab's throw-away wallet, or finds it again after a reload, and announces it like any other wallet (EIP-6963),
 * so that signing in with it takes the same path.
 */
export function announceThrowAwayWallet(): Wallet {
  const wallets = pageWallets()
  const key = readThrowAwayKey() ?? generatePrivateKey()
  writeThrowAwayKey(key)
  if (announced?.key !== key) announced = { key, provider: new ThrowAwayProvider(key) }
  const { provider } = announced
  markThrowAway(provider)
  const info = { uuid: crypto.randomUUID(), name: 'Throw-away wallet', rdns: 'site.aura-sign.throw-away', icon }
  const detail = Object.freeze({ info: Object.freeze(info), provider })
  window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  const wallet = wallets.getWallets().find((candidate) => candidate.provider === (provider as unknown))
  if (wallet === undefined) throw new Error('too many wallets have announced themselves')
  return wallet
}
