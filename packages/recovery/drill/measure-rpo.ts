import { isLost, type RecoveredWallets } from './find-lost-writes.ts'
import type { LedgerEntry } from './write-ledger.ts'

export interface RpoMeasurement {
  /** Newest heartbeat known before the failure minus the newest one recovered; null when either is unknown. */
  heartbeatSeconds: number | null
  /** Newest acknowledged write minus the newest one recovered; null when nothing of the ledger is there. */
  ledgerSeconds: number | null
  /** The larger: each sees what the other misses. */
  seconds: number | null
}

/** The newest of something before the failure, and after the recovery; null when there is none. */
export interface Marks {
  known: string | null
  recovered: string | null
}

/** RPO by both markers (never assumed from the schedule of backups). Times are ISO 8601. */
export function measureRpo(options: {
  heartbeats: Marks
  ledger: readonly LedgerEntry[]
  recovered: RecoveredWallets
}): RpoMeasurement {
  const { heartbeats, ledger, recovered } = options
  const heartbeatSeconds = secondsBetween(heartbeats.recovered, heartbeats.known)
  const newest = newestOf(ledger)
  const newestRecovered = newestOf(ledger.filter((entry) => !isLost(entry, recovered)))
  const ledgerSeconds = secondsBetween(newestRecovered, newest)
  const measured = [heartbeatSeconds, ledgerSeconds].filter((seconds) => seconds !== null)
  // One marker that is missing altogether is a finding of its own, not a reason to report the smaller number.
  const seconds = measured.length === 2 ? Math.max(...measured) : null
  return { heartbeatSeconds, ledgerSeconds, seconds }
}

/**
 * What the site acknowledged without its being in the database: of the writes acknowledged before the backup's snapshot,
 * the time from the oldest that is gone to the snapshot. 0 when none is; null when there was none to look for.
 */
export function measureAppLoss(
  ledger: readonly LedgerEntry[],
  { recovered, snapshotAt }: { recovered: RecoveredWallets; snapshotAt: string },
): number | null {
  const held = ledger.filter((entry) => Date.parse(entry.acknowledgedAt) <= Date.parse(snapshotAt))
  if (held.length === 0) return null
  const lost = held.filter((entry) => isLost(entry, recovered)).map((entry) => Date.parse(entry.acknowledgedAt))
  return lost.length === 0 ? 0 : (Date.parse(snapshotAt) - Math.min(...lost)) / 1000
}

function newestOf(entries: readonly LedgerEntry[]): string | null {
  return entries.reduce<string | null>(
    (newest, { acknowledgedAt }) => (newest === null || acknowledgedAt > newest ? acknowledgedAt : newest),
    null,
  )
}

export function secondsBetween(earlier: string | null, later: string | null): number | null {
  if (earlier === null || later === null) return null
  return Math.max(0, (Date.parse(later) - Date.parse(earlier)) / 1000)
}
