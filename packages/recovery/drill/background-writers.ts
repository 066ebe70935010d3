import { type Clock, sleep } from '@aura-sign/core'
import type { DrillWallet } from './drill-ports.ts'
import type { WriteLedger } from './write-ledger.ts'

/** Clients that keep writing, through the backup and into the failure. */
export interface BackgroundWriters {
  /** Resolves when every wallet has `count` more writes acknowledged than now; rejects when writing fails before. */
  acknowledged(count: number): Promise<void>
  /** Ends the writing; a write cut off by the failure is no error, for it was never acknowledged. */
  stop(): Promise<void>
}

const defaultPauseMs = 100

/** Text of a wallet's n-th statement; `statementNumber` reads the number back. */
export function numberedStatement(wallet: string, number: number): string {
  return `drill wallet ${wallet} writes statement ${number}`
}

export function statementNumber(statement: string | null): number {
  return Number(/ statement (\d+)$/.exec(statement ?? '')?.[1] ?? 0)
}

export function startWriters(
  wallets: readonly DrillWallet[],
  options: { ledger: WriteLedger; clock: Clock; writePauseMs?: number },
): BackgroundWriters {
  const { ledger, clock, writePauseMs = defaultPauseMs } = options
  const stopped = new AbortController()
  const counts = wallets.map(() => 0)
  const waiting = new Set<() => void>()
  const failed = Promise.withResolvers<never>()
  // Nobody may be waiting when a write is cut off by the failure.
  failed.promise.catch(() => undefined)

  const write = async (wallet: DrillWallet, index: number) => {
    for (let number = 1; !stopped.signal.aborted; number += 1) {
      await wallet.writeStatement(numberedStatement(wallet.address, number))
      const acknowledgedAt = clock.now().toISOString()
      ledger.add({ kind: 'statement', wallet: wallet.address, number, acknowledgedAt })
      counts[index] = number
      for (const wake of waiting) wake()
      await sleep(writePauseMs, stopped.signal)
    }
  }
  const running = wallets.map((wallet, index) => write(wallet, index).catch((error: unknown) => failed.reject(error)))

  const acknowledged = async (count: number) => {
    const wanted = counts.map((current) => current + count)
    const reached = () => counts.every((current, index) => current >= (wanted[index] ?? 0))
    const enough = Promise.withResolvers<void>()
    const wake = () => {
      if (reached()) enough.resolve()
    }
    waiting.add(wake)
    wake()
    await Promise.race([enough.promise, failed.promise]).finally(() => waiting.delete(wake))
  }
  const stop = async () => {
    stopped.abort()
    await Promise.all(running)
  }
  return { acknowledged, stop }
}
