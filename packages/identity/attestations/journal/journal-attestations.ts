import type { JobHandler } from '@aura-sign/jobs'
import { enqueueJob } from '@aura-sign/jobs'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Queryable, Sql } from '@aura-sign/postgres'
import { journalLine, parseJournalLine } from './journal-record.ts'
import { putRecords } from './journal-writer.ts'
import { markJournaled } from './mark-journaled.ts'
import { readUnjournaled } from './read-unjournaled.ts'

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

/** Copies all that has no copy in the backup store yet, in packs; what it has done stays done when the store fails. */
export function journalAttestations(sql: Sql, store: ObjectStore): JobHandler {
  return async (jobs, context) => {
    let copied = 0
    for (;;) {
      context.signal.throwIfAborted()
      const now = context.now()
      const unjournaledBefore = new Date(now.getTime() - graceMs)
      const records = await readUnjournaled(sql, { unjournaledBefore, limit: packRecordsMax })
      if (records.length === 0) break
      // One that could not be read back is no reason to copy no other; alone it fails the job, which says so.
      const readable = records.filter((record) => parseJournalLine(journalLine(record)) !== null)
      const chosen = readable.length > 0 ? readable : records
      await putRecords(store, chosen)
      await markJournaled(sql, { records: chosen, now })
      copied += chosen.length
    }
    await context.complete(jobs, async () => new Map(jobs.map(({ jobId }) => [jobId, { copied }])))
  }
}

/** How many attestations have no copy in the backup store, or whose revocation has none; and since when the oldest. */
export async function countUnjournaled(queryable: Queryable): Promise<{ count: number; oldestAt: Date | null }> {
  const [row] = await queryable<{ count: number; oldest_at: Date | null }[]>`
    select count(*)::int as count, min(coalesce(revoked_at, accepted_at)) as oldest_at from attestations
    where journaled_at is null or (revoked_at is not null and revocation_journaled_at is null)`
  return { count: row?.count ?? 0, oldestAt: row?.oldest_at ?? null }
}
