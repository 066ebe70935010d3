import type { Clock, Logger } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import { enqueueJournal } from './journal-attestations.ts'
import { JournalWriter, type JournalWriterOptions } from './journal-writer.ts'
import { markJournaled } from './mark-journaled.ts'
import { readUnjournaled } from './read-unjournaled.ts'

/** Copies attestations to the backup store while their senders wait. */
export interface Journal {
  /**
   * Copies an attestation, and its revocation, as far as they have no copy yet. Resolves to whether both are there now; what is not
   * is copied later by a job, which exists when this resolves. Never throws: the attestation is kept either way.
   */
  copy(key: { attester: string; uid: string }): Promise<boolean>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function openJournal(
  { sql, store, clock, logger }: { sql: Sql; store: ObjectStore; clock: Clock; logger: Logger },
  options: Omit<JournalWriterOptions, 'onWritten' | 'onFailure'> = {},
): Journal {
  const writer = new JournalWriter(store, {
    ...options,
    onWritten: (records) => markJournaled(sql, { records, now: clock.now() }),
    onFailure: (error) =>
      logger.warn({ err: error }, 'attestations could not be copied to the backup store; a job will'),
  })
  return {
    async copy(key) {
      try {
        const records = await readUnjournaled(sql, key)
        const written = await Promise.all(records.map((record) => writer.write(record)))
        if (written.every(Boolean) && (written.length > 0 || (await isJournaled(sql, key)))) return true
        await enqueueJournal(sql, { now: clock.now() })
      } catch (error) {
        logger.warn(
          { err: error },
          'the copy of an attestation could not be queued; the worker looks for it every minute',
        )
      }
      return false
    },
    idle: () => writer.idle(),
  }
}

/** Nothing to copy can be nothing that can be copied, as an attestation whose schema is gone. */
async function isJournaled(sql: Sql, { attester, uid }: { attester: string; uid: string }): Promise<boolean> {
  const [row] = await sql<{ journaled: boolean }[]>`
    select journaled_at is not null and (revoked_at is null or revocation_journaled_at is not null) as journaled
    from attestations where attester = ${attester.toLowerCase()} and uid = ${uid}`
  return row?.journaled ?? false
}
