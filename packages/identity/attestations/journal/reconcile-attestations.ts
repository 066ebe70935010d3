import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import type { ChainClient } from '../chain-client.ts'
import { forgetCopies } from './forget-copies.ts'
import { enqueueJournal } from './journal-attestations.ts'
import { journalKey } from './journal-keys.ts'
import type { AttestationRecord, JournalRecord, RevocationRecord } from './journal-record.ts'
import { readJournal } from './read-journal.ts'
import { type RebuildOptions, type Rebuilt, rebuildAttestations } from './rebuild-attestations.ts'
import { rebuildRevocations } from './rebuild-revocations.ts'

export interface ReconcileOptions {
  readonly now: Date
  readonly dryRun?: boolean
  readonly chains?: ReadonlyMap<number, ChainClient>
  readonly onProgress?: (progress: { readonly records: number }) => void
  readonly signal?: AbortSignal
}

/** What there was and what was done about it; of a dry run, what would be. */
export interface ReconcileReport {
  readonly attestations: Rebuilt
  readonly revocations: Rebuilt
  /** Keys of objects, or of lines in them, that could not be read as records. */
  readonly unreadable: readonly string[]
  /** Rows whose copy is not in the backup store: never written, or gone from there. They are queued to be written. */
  readonly copies: { readonly waiting: number; readonly lost: number }
}

const batchMax = 500
const unreadableShownMax = 1_000

/**
 * Brings the database and its journal in the backup store to the same, both ways: attestations and revocations that only the
 * journal has are verified and inserted; those that only the database has are queued to be copied. Repeating it changes
 * nothing more.
 */
export async function reconcileAttestations(
  dependencies: { sql: Sql; store: ObjectStore },
  options: ReconcileOptions,
): Promise<ReconcileReport> {
  const { sql, store } = dependencies
  const { now, dryRun = false, chains, signal } = options
  const unreadable: string[] = []
  const copied = new Set<string>()
  let records = 0
  const rebuild: RebuildOptions = { now, dryRun, planned: new Set(), ...(chains && { chains }) }

  /** Batches of the records of one kind. */
  const batches = async function* <Kind extends JournalRecord['kind']>(kind: Kind) {
    let batch: Extract<JournalRecord, { kind: Kind }>[] = []
    // Packs hold both kinds.
    const wants = (key: string) =>
      key.endsWith('.ndjson') || key.endsWith('.revocation.json') === (kind === 'revocation')
    for await (const object of readJournal(store, { wants, ...(signal && { signal }) })) {
      signal?.throwIfAborted()
      const isFirstReading = kind === 'attestation' || !object.key.endsWith('.ndjson')
      const isUnreadable = object.error !== undefined || object.records.length === 0 || object.records.includes(null)
      if (isUnreadable && isFirstReading && unreadable.length < unreadableShownMax) unreadable.push(object.key)
      for (const record of object.records) {
        if (record?.kind !== kind) continue
        copied.add(journalKey(record))
        batch.push(record as Extract<JournalRecord, { kind: Kind }>)
        if (batch.length < batchMax) continue
        yield batch
        batch = []
      }
    }
    if (batch.length > 0) yield batch
  }
  const sum = async <R extends JournalRecord>(
    all: AsyncIterable<R[]>,
    apply: (batch: R[]) => Promise<Rebuilt>,
  ): Promise<Rebuilt> => {
    const total = { present: 0, rebuilt: 0, refused: [] as Rebuilt['refused'][number][] }
    for await (const batch of all) {
      const { present, rebuilt, refused } = await apply(batch)
      total.present += present
      total.rebuilt += rebuilt
      total.refused.push(...refused)
      records += batch.length
      options.onProgress?.({ records })
    }
    return total
  }

  // First all attestations: a revocation may be listed before what it revokes.
  const attestations = await sum<AttestationRecord>(batches('attestation'), (batch) =>
    rebuildAttestations(sql, batch, rebuild),
  )
  const revocations = await sum<RevocationRecord>(batches('revocation'), (batch) =>
    rebuildRevocations(sql, batch, rebuild),
  )
  const copies = await forgetCopies(sql, { copied, dryRun })
  if (!dryRun && copies.waiting + copies.lost > 0) await enqueueJournal(sql, { now })
  return { attestations, revocations, unreadable, copies }
}
