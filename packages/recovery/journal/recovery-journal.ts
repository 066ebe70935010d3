import { newId } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { z } from 'zod'

/** Who recovered what, when, from which backup, and what came of it. */
export const recoveryEntrySchema = z.object({
  format: z.literal(1),
  at: z.iso.datetime(),
  /** Account and machine. */
  who: z.string(),
  /** Of Aura-Sign. */
  version: z.string(),
  action: z.enum(['restore', 'promote']),
  backup: z.string(),
  sha256: z.string(),
  /** The state that it holds. */
  snapshotAt: z.string(),
  target: z.object({ location: z.string(), systemIdentifier: z.string().nullable(), database: z.string() }),
  /** The database used before, as it is kept. */
  previous: z.string().nullable(),
  result: z.enum(['verified', 'promoted', 'failed']),
  /** Code of what it failed with. */
  error: z.string().nullable(),
  durationMs: z.number().int().nonnegative(),
})

export type RecoveryEntry = z.output<typeof recoveryEntrySchema>

/** Keys of all entries begin with this. */
export const recoveryJournalPrefix = 'recovery-journal/'

/** Adds an entry to the journal in the backup store, where it outlives what it is about; returns its key. */
export async function recordRecovery(store: ObjectStore, entry: RecoveryEntry): Promise<string> {
  // Of ids like these later ones come later in every list.
  const key = `${recoveryJournalPrefix}${entry.at.slice(0, 19).replace('T', '_').replaceAll(':', '-')}_${newId()}.json`
  await store.put(key, Buffer.from(`${JSON.stringify(entry, null, 2)}\n`))
  return key
}
