import { AuraError, type Clock } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { type BackupSummary, summarizeManifest } from '../backup/backup-summary.ts'
import type { ChosenBackup } from '../backup/choose-backup.ts'
import type { Manifest } from '../backup/manifest.ts'
import type { RestoreTarget, TargetState } from './restore-target.ts'

export const restoreSteps = ['verify-backup', 'prepare', 'load', 'compare', 'end-trust', 'promote'] as const
export type RestoreStep = (typeof restoreSteps)[number]

/** What a restore will do, as shown before it does anything. */
export interface RestorePlan {
  /** Everything acknowledged later than `backup.at` is lost. */
  backup: BackupSummary & { store: string; ageSeconds: number; postgresMajor: number }
  /** Newer backups that cannot be restored. */
  skipped: ChosenBackup['skipped']
  target: {
    name: string
    location: string
    /** Of the server; null where it is made with the database. */
    systemIdentifier: string | null
    postgresMajor: number
    state: 'empty' | 'interrupted' | 'verified'
  }
  /** What to type to confirm: the name of what is replaced, or of what is made where there is nothing to replace. */
  confirm: string
  /** The database in use now, which is kept; null when there is none, or it stays in use. */
  replaces: string | null
  promotes: boolean
  /** Steps left: only the promotion when an earlier run got that far. */
  steps: { id: RestoreStep; title: string }[]
}

export interface PlanOptions {
  store: ObjectStore
  clock: Clock
  chosen: ChosenBackup
  /** Migrations of this release: a database that is newer would not start. */
  knownSchemaVersions: readonly string[]
  /** Off, the database stays beside the one in use, verified; default on. */
  promotes?: boolean
}

/** Compares the backup with the target; throws when the restore cannot end well, before touching anything. */
export async function planRestore(target: RestoreTarget, options: PlanOptions): Promise<RestorePlan> {
  const { manifest, skipped } = options.chosen
  const { promotes = true } = options
  assertLoadable(manifest, { target, knownSchemaVersions: options.knownSchemaVersions })
  await target.assertFits(manifest)
  const found = await target.inspect()
  const state = planState(found, manifest)
  if (state === 'occupied') throw new AuraError('target_not_empty', { target: target.name })
  const replaces = promotes ? await target.inUse() : null
  return {
    backup: describeBackup(manifest, options),
    skipped,
    target: {
      name: target.name,
      location: target.location,
      systemIdentifier: target.systemIdentifier,
      postgresMajor: target.postgresMajor,
      state,
    },
    confirm: replaces ?? target.name,
    replaces,
    promotes,
    steps: restoreSteps
      .filter((id) => (id === 'promote' ? promotes : state !== 'verified'))
      .map((id) => ({ id, title: titleOf(id, { manifest, target, replaces }) })),
  }
}

/** What the target's state means for a restore of this backup. */
export function planState(found: TargetState, manifest: Manifest): TargetState['state'] {
  // A verified target of another backup is not what was asked for: it is replaced like an interrupted one.
  if (found.state === 'verified' && found.restore.sha256 !== manifest.file.sha256) return 'interrupted'
  return found.state
}

function assertLoadable(
  { database, name }: Manifest,
  { target, knownSchemaVersions }: { target: RestoreTarget; knownSchemaVersions: readonly string[] },
): void {
  if (database.postgres.major > target.postgresMajor) {
    throw new AuraError('postgres_older', { name, found: target.postgresMajor, wanted: database.postgres.major })
  }
  const known = knownSchemaVersions.at(-1) ?? 'none'
  if (database.schemaVersion !== null && !knownSchemaVersions.includes(database.schemaVersion)) {
    throw new AuraError('backup_schema_newer', { name, found: database.schemaVersion, known })
  }
}

function describeBackup(manifest: Manifest, { store, clock }: PlanOptions): RestorePlan['backup'] {
  return {
    ...summarizeManifest(manifest),
    store: store.url,
    ageSeconds: Math.max(0, Math.round((clock.now().getTime() - Date.parse(manifest.snapshotAt)) / 1000)),
    postgresMajor: manifest.database.postgres.major,
  }
}

function titleOf(
  id: RestoreStep,
  { manifest, target, replaces }: { manifest: Manifest; target: RestoreTarget; replaces: string | null },
): string {
  switch (id) {
    case 'verify-backup':
      return `read ${manifest.name} and check its SHA-256`
    case 'prepare':
      return `make the new database ${target.name} in ${target.location}`
    case 'load':
      return 'load the dump in one transaction; the first error stops it'
    case 'compare':
      return 'compare schema, tables, rows, content and indexes with the manifest'
    case 'end-trust':
      return 'end all sessions, burn all nonces, release the leases of jobs'
    case 'promote':
      return replaces ? `put ${target.name} into use; ${replaces} is kept` : `put ${target.name} into use`
  }
}
