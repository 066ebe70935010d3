import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import type { ChainClient } from '../chain-client.ts'
import { forgetCopies, type RowWithoutCopy } from './forget-copies.ts'
import { enqueueJournal } from './journal-attestations.ts'
import type { DifferingCopy, Reconciled, RefusedCopy } from './journal-copy.ts'
import { readCopies, type UnreadableCopy } from './read-copies.ts'
import { type RebuildOptions, rebuildAttestations } from './rebuild-attestations.ts'
import { rebuildRevocations } from './rebuild-revocations.ts'

export interface ReconcileOptions {
  /** When reading begins. */
  readonly now: Date
  readonly dryRun?: boolean
  /** By chain id; without the chain's, copies that contract wallets signed prove nothing. */
  readonly chains?: ReadonlyMap<number, ChainClient>
  readonly onProgress?: (progress: { readonly records: number }) => void
  readonly signal?: AbortSignal
}

/** What there was and what was done about it; of a dry run, what would be. Lists end after `listedMax`, numbers do not. */
export interface ReconcileReport {
  readonly attestations: Reconciled
  readonly revocations: Reconciled
  readonly unreadable: readonly UnreadableCopy[]
  /** Rows whose copy is not in the backup store: never written, or gone from there. They are queued to be written. */
  readonly copies: { readonly waiting: number; readonly lost: number; readonly rows: readonly RowWithoutCopy[] }
  /** Copies that somebody has to look at. None of them changed the database. */
  readonly faults: { readonly refused: number; readonly unreadable: number; readonly differing: number }
}

/** Of each list of a report. */
const listedMax = 10_000

/**
 * Brings the database and its journal in the backup store to the same, both ways: attestations and revocations that only the
 * journal has are verified and inserted; those that only the database has are queued to be copied; what both have is verified
 * and compared. Repeating it changes nothing more. Throws what the store throws when it cannot be read.
 */
export async function reconcileAttestations(
  dependencies: { sql: Sql; store: ObjectStore },
  options: ReconcileOptions,
): Promise<ReconcileReport> {
  const { sql, store } = dependencies
  const { now, dryRun = false, chains, signal } = options
  const faults = { refused: 0, unreadable: 0, differing: 0 }
  const unreadable: UnreadableCopy[] = []
  let records = 0
  const copied = { attestations: new Set<string>(), revocations: new Set<string>() }
  const rebuild: RebuildOptions = { now, dryRun, planned: new Set(), copied, ...(chains && { chains }) }

  const noteUnreadable = (copy: UnreadableCopy) => {
    faults.unreadable += 1
    append(unreadable, [copy])
  }
  const run = async <Kind extends 'attestation' | 'revocation', Batch extends readonly unknown[]>(
    read: (options: Parameters<typeof readCopies<Kind>>[1]) => AsyncIterable<Batch>,
    { kind, apply }: { kind: Kind; apply: (batch: Batch) => Promise<Reconciled> },
  ): Promise<Reconciled> => {
    const total = { present: 0, rebuilt: 0, refused: [] as RefusedCopy[], differing: [] as DifferingCopy[] }
    const add = (found: Pick<Reconciled, 'refused' | 'differing'>) => {
      faults.refused += found.refused.length
      faults.differing += found.differing.length
      append(total.refused, found.refused)
      append(total.differing, found.differing)
    }
    const onRefused = (copy: RefusedCopy) => add({ refused: [copy], differing: [] })
    for await (const batch of read({ kind, onUnreadable: noteUnreadable, onRefused, ...(signal && { signal }) })) {
      const found = await apply(batch)
      total.present += found.present
      total.rebuilt += found.rebuilt
      add(found)
      records += batch.length
      options.onProgress?.({ records })
    }
    return total
  }

  // First all attestations: a revocation may be listed before what it revokes.
  const attestations = await run((wanted) => readCopies(store, wanted), {
    kind: 'attestation',
    apply: (batch) => rebuildAttestations(sql, batch, rebuild),
  })
  const revocations = await run((wanted) => readCopies(store, wanted), {
    kind: 'revocation',
    apply: (batch) => rebuildRevocations(sql, batch, rebuild),
  })
  const copies = { waiting: 0, lost: 0, rows: [] as RowWithoutCopy[] }
  const onFound = (row: RowWithoutCopy) => {
    copies[row.state] += 1
    append(copies.rows, [row])
  }
  await forgetCopies(sql, { now, copied, dryRun, onFound })
  if (!dryRun && copies.waiting + copies.lost > 0) await enqueueJournal(sql, { now })
  return { attestations, revocations, unreadable, copies, faults }
}

function append<T>(list: T[], items: readonly T[]): void {
  list.push(...items.slice(0, listedMax - list.length))
}
