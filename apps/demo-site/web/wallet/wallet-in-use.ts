import { type WalletConnection, watchWallet } from '@aura-sign/react'
import { useSyncExternalStore } from 'react'
import { rememberWallet } from './remembered-wallet.ts'
import type { Wallet } from './wallet.ts'

export type Connection = WalletConnection<Wallet>

let current: Connection | null = null
let stopWatching: () => void = () => undefined
const listeners = new Set<() => void>()

/** The wallet that this page uses, followed to whatever account and network it moves. */
export function useWalletInUse(): Connection | null {
  return useSyncExternalStore(subscribe, () => current)
}

export function walletInUse(): Connection | null {
  return current
}

export function takeWallet(connection: Connection): void {
  stopWatching()
  rememberWallet(connection.wallet.rdns)
  stopWatching = watchWallet(connection, show)
  show(connection)
}

function show(connection: Connection | null): void {
  current = connection
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
