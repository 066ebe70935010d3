import { z } from 'zod'
import type { BackupEntry } from './list-backups.ts'
import type { Manifest } from './manifest.ts'

/** One line about a backup, for lists and for the wire. */
export const backupSummarySchema = z.object({
  name: z.string(),
  state: z.enum(['complete', 'incomplete', 'damaged']),
  /** Why it is not complete. */
  problem: z.string().nullable(),
  /** The state it holds; where that is not known, the time in its name. */
  at: z.iso.datetime(),
  sizeBytes: z.number().int().nonnegative(),
  sha256: z.string().nullable(),
  schemaVersion: z.string().nullable(),
  tables: z.number().int().nullable(),
  rows: z.number().int().nullable(),
})

export type BackupSummary = z.infer<typeof backupSummarySchema>

export function summarizeManifest({ name, snapshotAt, file, database }: Manifest): BackupSummary {
  const tables = Object.values(database.tables)
  return {
    name,
    state: 'complete',
    problem: null,
    at: snapshotAt,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    schemaVersion: database.schemaVersion,
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
  }
}

export function summarizeBackup(entry: BackupEntry): BackupSummary {
  if (entry.state === 'complete') return summarizeManifest(entry.manifest)
  const { name, state, problem, sizeBytes } = entry
  const unknown = { sha256: null, schemaVersion: null, tables: null, rows: null }
  return { name, state, problem, at: entry.at.toISOString(), sizeBytes, ...unknown }
}
