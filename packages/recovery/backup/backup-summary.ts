import { z } from 'zod'
import { parseBackupName } from './backup-name.ts'
import type { BackupEntry } from './list-backups.ts'
import type { Manifest } from './manifest.ts'
import type { Verdict } from './verdict.ts'

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
  engine: z.enum(['logical', 'physical']),
  compression: z.enum(['gzip', 'zstd']).nullable(),
  encrypted: z.boolean().nullable(),
  /** Whether its last verification found it good; null when these bytes were never verified, or that is not asked. */
  verified: z.object({ at: z.iso.datetime(), ok: z.boolean() }).nullable(),
  schemaVersion: z.string().nullable(),
  tables: z.number().int().nullable(),
  rows: z.number().int().nullable(),
})

export type BackupSummary = z.infer<typeof backupSummarySchema>

export function summarizeManifest(
  { name, engine, snapshotAt, file, database }: Manifest,
  verdict: Verdict | null = null,
): BackupSummary {
  const tables = Object.values(database.tables)
  return {
    name,
    state: 'complete',
    problem: null,
    at: snapshotAt,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    engine,
    compression: file.compression,
    encrypted: file.encryption !== null,
    verified: verdict && { at: verdict.verifiedAt, ok: verdict.ok },
    schemaVersion: database.schemaVersion,
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
  }
}

export function summarizeBackup(entry: BackupEntry): BackupSummary {
  if (entry.state === 'complete') return summarizeManifest(entry.manifest, entry.verdict)
  const { name, state, problem, sizeBytes } = entry
  const parsed = parseBackupName(name)
  return {
    name,
    state,
    problem,
    at: entry.at.toISOString(),
    sizeBytes,
    sha256: null,
    engine: 'logical',
    compression: parsed?.compression ?? null,
    encrypted: parsed?.encrypted ?? null,
    verified: null,
    schemaVersion: null,
    tables: null,
    rows: null,
  }
}
