import type { JobHandler } from '@aura-sign/jobs'
import { enqueueJob } from '@aura-sign/jobs'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Queryable, Sql } from '@aura-sign/postgres'
import type { ChainClient } from '../chain-client.ts'
import { type CopyRefusal, isChainNotAsked } from './copy-refusal.ts'
import { type JournalRecord, journalLine, parseJournalLine, readableJournalLine } from './journal-record.ts'
import { putRecords } from './journal-writer.ts'
import { markJournaled } from './mark-journaled.ts'
import { readUnjournaledPages, type Unjournaled } from './read-unjournaled.ts'
import { rowRefusal } from './row-refusal.ts'

/** Kind of the job that copies what the request could not; there is one at a time. */
export const journalJobKind = 'attestation_journal'
const uniqueKey = 'all'
const packRecordsMax = 500
/** A request that is still at it is not overtaken. */
const graceMs = 5_000
const attemptsMax = 100

/** Queues the copying of what has no copy yet; many calls are one job. */
export async function enqueueJournal(queryable: Queryable, options: { now: Date }): Promise<void> {
  const { now } = options
  const runAt = new Date(now.getTime() + graceMs)
  await enqueueJob(queryable, { kind: journalJobKind, payload: {}, uniqueKey, now, runAt, attemptsMax })
}

/**
 * Copies all that has no copy in the backup store yet, in packs; what it has done stays done when the store fails. What nobody
 * signed is written past the service: copies are for good, so it gets none and is told of each time. Without its chain, by id in
 * `chains`, a contract wallet's may be right, and is copied.
 */
export function journalAttestations(
  sql: Sql,
  store: ObjectStore,
  { chains }: { chains?: ReadonlyMap<number, ChainClient> } = {},
): JobHandler {
  return async (jobs, context) => {
    const { signal, logger } = context
    const unjournaledBefore = () => new Date(context.now().getTime() - graceMs)
    let [copied, unsigned] = [0, 0]
    let unreadable: JournalRecord | undefined
    let asked = chains
    for await (const page of readUnjournaledPages(sql, { unjournaledBefore, limit: packRecordsMax })) {
      signal.throwIfAborted()
      const now = context.now()
      const chosen: JournalRecord[] = []
      for (const each of page) {
        signal.throwIfAborted()
        const { record } = each
        const reason = await refusalOf(each, { now, ...(asked && { chains: asked }) })
        // Each would be waited for as long: the rest of this run is copied without asking.
        if (reason === 'chain_unavailable') asked = undefined
        if (reason !== undefined && !isChainNotAsked(reason)) {
          unsigned += 1
          const { kind, attester, uid } = record
          if (unsigned <= loggedMax) logger.error({ kind, attester, uid, reason }, unsignedMessage)
        } else if (parseJournalLine(journalLine(record)) === null) unreadable ??= record
        else chosen.push(record)
      }
      if (chosen.length === 0) continue
      await putRecords(store, chosen)
      await markJournaled(sql, { records: chosen, now })
      copied += chosen.length
    }
    if (unsigned > loggedMax) logger.error({ unsigned }, unsignedMessage)
    // One that could not be read back is no reason to copy no other; it fails the job in the end, which says so.
    if (unreadable) readableJournalLine(unreadable)
    const result = { copied, ...(unsigned > 0 && { unsigned }) }
    await context.complete(jobs, async () => new Map(jobs.map(({ jobId }) => [jobId, result])))
  }
}

/** Of one run, one by one. */
const loggedMax = 100
const unsignedMessage = 'nobody signed what the database says of an attestation, so it is not copied'

async function refusalOf(
  { record, object }: Unjournaled,
  options: { now: Date; chains?: ReadonlyMap<number, ChainClient> },
): Promise<CopyRefusal | undefined> {
  const revocation = record.kind === 'revocation' ? record.revocation : undefined
  const { kind, attester, uid } = record
  return await rowRefusal({ kind, attester, uid, object, revocation }, options)
}

/** How many attestations have no copy in the backup store, or whose revocation has none; and since when the oldest. */
export async function countUnjournaled(queryable: Queryable): Promise<{ count: number; oldestAt: Date | null }> {
  const [row] = await queryable<{ count: number; oldest_at: Date | null }[]>`
    select count(*)::int as count, min(coalesce(revoked_at, accepted_at)) as oldest_at from attestations
    where journaled_at is null or (revoked_at is not null and revocation_journaled_at is null)`
  return { count: row?.count ?? 0, oldestAt: row?.oldest_at ?? null }
}
