import type { LostWrite } from './drill-report.ts'
import type { LedgerEntry } from './write-ledger.ts'

/** What is found of a wallet after the recovery: number of its newest statement, 0 for none; null without identity. */
export type RecoveredWallets = ReadonlyMap<string, number | null>

/** Acknowledged writes that are gone, oldest first. A statement replaced by a later one that is there is not lost. */
export function findLostWrites(ledger: readonly LedgerEntry[], recovered: RecoveredWallets): LostWrite[] {
  return ledger
    .filter((entry) => isLost(entry, recovered))
    .map(({ kind, wallet, number, acknowledgedAt }) => ({
      kind,
      id: kind === 'identity' ? wallet : `${wallet}#${number}`,
      acknowledgedAt,
    }))
    .sort((left, right) => left.acknowledgedAt.localeCompare(right.acknowledgedAt))
}

export function isLost(entry: LedgerEntry, recovered: RecoveredWallets): boolean {
  const newest = recovered.get(entry.wallet) ?? null
  return newest === null || entry.number > newest
}
