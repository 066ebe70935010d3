import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import type { ChainClient } from '../chain-client.ts'
import { forgetCopies, type RowWithoutCopy, type UnsignedRow } from './forget-copies.ts'
import { enqueueJournal } from './journal-attestations.ts'
import { type DifferingCopy, type Reconciled, type RefusedCopy, recordKey } from './journal-copy.ts'
import { parseJournalKey } from './journal-keys.ts'
import { readCopies, type UnreadableCopy } from './read-copies.ts'
import { rebuildAttestations } from './rebuild-attestations.ts'
import type { RebuildOptions } from './rebuild-options.ts'
import { type PendingRevocations, rebuildRevocations } from './rebuild-revocations.ts'

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
  /** Rows whose columns did not follow from the signed object in them. */
  readonly mended: { readonly count: number; readonly rows: readonly DifferingCopy[] }
  readonly unreadable: readonly UnreadableCopy[]
  /**
   * Rows whose copy is not in the backup store: never written, gone from there, or there as one of the faults. They are queued to
   * be written.
   */
  readonly copies: {
    readonly waiting: number
    readonly lost: number
    readonly damaged: number
    readonly rows: readonly RowWithoutCopy[]
  }
  /** Rows, and revocations, without a good copy that nobody signed. They stay as they are, and are not queued. */
  readonly unsigned: readonly UnsignedRow[]
  /** Copies, and rows, that somebody has to look at. None of the copies changed the database. */
  readonly faults: {
    readonly refused: number
    readonly unreadable: number
    readonly differing: number
    readonly unsigned: number
  }
}

/** Of each list of a report. */
const listedMax = 10_000
const batchMax = 500

/**
 * Brings the database and its journal in the backup store to the same, both ways: attestations and revocations that only the
 * journal has are verified and inserted; those that only the database has are verified, and queued to be copied; what both have is verified
 * and compared, and columns that do not follow from what was signed are written anew. Repeating it changes nothing more. Throws what the store throws when it cannot be read.
 */
export async function reconcileAttestations(
  dependencies: { sql: Sql; store: ObjectStore },
  options: ReconcileOptions,
): Promise<ReconcileReport> {
  const { sql, store } = dependencies
  const { now, dryRun = false, chains, signal } = options
  const faults = { refused: 0, unreadable: 0, differing: 0, unsigned: 0 }
  const unsigned: UnsignedRow[] = []
  const unreadable: UnreadableCopy[] = []
  const mended = { count: 0, rows: [] as DifferingCopy[] }
  let records = 0
  const copied = { attestations: new Set<string>(), revocations: new Set<string>() }
  const suspect = { attestations: new Set<string>(), revocations: new Set<string>() }
  const damaged = { attestations: new Set<string>(), revocations: new Set<string>() }
  const rebuild: RebuildOptions = {
    now,
    dryRun,
    planned: new Set(),
    held: new Set(),
    copied,
    suspect,
    ...(chains && { chains }),
  }

  const noteUnreadable = (copy: UnreadableCopy) => {
    faults.unreadable += 1
    append(unreadable, [copy])
    const named = parseJournalKey(copy.key)
    if (named) damaged[copy.key.endsWith('.revocation.json') ? 'revocations' : 'attestations'].add(recordKey(named))
  }
  const totals = { attestations: emptyTotal(), revocations: emptyTotal() }
  const add = (kind: 'attestations' | 'revocations', found: Reconciled) => {
    const total = totals[kind]
    total.present += found.present
    total.rebuilt += found.rebuilt
    faults.refused += found.refused.length
    for (const refused of found.refused) damaged[kind].add(recordKey(refused))
    faults.differing += found.differing.length
    append(total.refused, found.refused)
    append(total.differing, found.differing)
  }
  const noteRecords = (batch: readonly unknown[]) => {
    records += batch.length
    options.onProgress?.({ records })
  }
  const reading = (kind: 'attestations' | 'revocations') => ({
    onUnreadable: noteUnreadable,
    onRefused: (copy: RefusedCopy) => add(kind, { ...emptyTotal(), refused: [copy] }),
    ...(signal && { signal }),
  })

  // First all revocations: nothing that was revoked comes back, for however short a time, as if it had not been.
  const pending: PendingRevocations = new Map()
  for await (const batch of readCopies(store, { kind: 'revocation', ...reading('revocations') })) {
    add('revocations', await rebuildRevocations(sql, batch, { ...rebuild, pending }))
    noteRecords(batch)
  }
  for await (const batch of readCopies(store, { kind: 'attestation', ...reading('attestations') })) {
    const found = await rebuildAttestations(sql, batch, { ...rebuild, pending })
    add('attestations', found.attestations)
    add('revocations', found.revocations)
    mended.count += found.mended.length
    append(mended.rows, found.mended)
    noteRecords(batch)
  }
  // Of attestations that are nowhere, or that somebody brought in the meantime.
  const left = [...pending].flatMap(([key, found]) => (rebuild.held.has(key) ? [] : found))
  for (let start = 0; start < left.length; start += batchMax) {
    add('revocations', await rebuildRevocations(sql, left.slice(start, start + batchMax), rebuild))
  }
  const copies = { waiting: 0, lost: 0, damaged: 0, rows: [] as RowWithoutCopy[] }
  const onFound = (row: RowWithoutCopy) => {
    copies[row.state] += 1
    append(copies.rows, [row])
  }
  const onUnsigned = (row: UnsignedRow) => {
    faults.unsigned += 1
    append(unsigned, [row])
  }
  await forgetCopies(sql, { ...rebuild, damaged, onFound, onUnsigned, ...(signal && { signal }) })
  if (!dryRun && copies.waiting + copies.lost + copies.damaged > 0) await enqueueJournal(sql, { now })
  return { ...totals, mended, unreadable, copies, unsigned, faults }
}

function emptyTotal() {
  return { present: 0, rebuilt: 0, refused: [] as RefusedCopy[], differing: [] as DifferingCopy[] }
}

function append<T>(list: T[], items: readonly T[]): void {
  list.push(...items.slice(0, listedMax - list.length))
}
