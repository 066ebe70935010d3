import { AuraError, type Clock } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { isDatabaseLost } from '@aura-sign/postgres'
import type { Manifest } from '../backup/manifest.ts'
import { readDump, readGlobals } from '../backup/read-dump.ts'
import { verifyStoredDump } from '../backup/verify-stored-dump.ts'
import { recordRecovery } from '../journal/recovery-journal.ts'
import { version } from '../version.ts'
import { assertSettingsKnown } from './assert-settings-known.ts'
import { endTrust } from './end-trust.ts'
import type { GlobalsResult } from './globals/apply-globals.ts'
import { compareLoaded, loadBackup, withSession } from './load-backup.ts'
import { planState, type RestorePlan, type RestoreStep } from './plan-restore.ts'
import type { RestoreResult } from './restore-result.ts'
import type { PromoteOptions, Promotion, RestoreTarget } from './restore-target.ts'
import type { IndexProgress } from './server/watch-index-build.ts'

/**
 * `bytes` of `totalBytes` of the compressed dump, in the steps that read it; in `index`, which is the part of `load` in which the server builds an index of
 * vectors, of the table that it reads for that.
 */
export interface RestoreProgress {
  step: RestoreStep | 'index'
  bytes: number
  totalBytes: number
}

export interface RestoreOptions extends PromoteOptions {
  plan: RestorePlan
  manifest: Manifest
  store: ObjectStore
  clock: Clock
  /** `AGE-SECRET-KEY-1…`, where the backup is encrypted. */
  identities?: readonly string[]
  /** Where it is written down; absent: nowhere. */
  journal?: { store: ObjectStore; who: string }
  onProgress?: (progress: RestoreProgress) => void
}

/** Carries a plan out. On any failure before the promotion the target is removed, and the database in use stays what it was. */
export async function executeRestore(target: RestoreTarget, options: RestoreOptions): Promise<RestoreResult> {
  const { plan, manifest, clock } = options
  const startedMs = clock.monotonicMs()
  const elapsed = () => Math.round(clock.monotonicMs() - startedMs)
  await using _lock = await target.lock()
  await assertPlanCurrent(target, options)
  try {
    const restored = plan.target.state === 'verified' ? null : await restoreOrDiscard(target, options)
    const promotion = plan.promotes ? await promote(target, options) : null
    const journal = await writeDown(target, { ...options, promotion, error: null, durationMs: elapsed() })
    if (promotion && (journal !== null || !options.journal)) await target.finish()
    return {
      backup: manifest.name,
      snapshotAt: manifest.snapshotAt,
      database: promotion?.database ?? target.name,
      promoted: promotion !== null,
      previous: promotion?.previous ?? null,
      checks: restored?.checks ?? [],
      trust: restored?.trust ?? null,
      roles: restored?.roles ?? null,
      journal,
      durationMs: elapsed(),
    }
  } catch (cause) {
    const error = explainLoss(cause, manifest)
    await writeDown(target, { ...options, promotion: null, error, durationMs: elapsed() })
    throw error
  }
}

/** Between plan and lock lies the operator's confirmation, and what was true then may no longer be. */
async function assertPlanCurrent(target: RestoreTarget, { plan, manifest }: RestoreOptions): Promise<void> {
  const state = planState(await target.inspect(), manifest)
  const replaces = plan.promotes ? await target.inUse() : null
  if (state !== plan.target.state || replaces !== plan.replaces) {
    throw new AuraError('plan_outdated', { target: target.name })
  }
}

async function restoreOrDiscard(target: RestoreTarget, options: RestoreOptions) {
  const { manifest } = options
  // Before anything is made: nothing is written from a file that is not what was backed up.
  begin('verify-backup', options)
  const { name: key, file } = manifest
  const onBytes = (bytes: number) => options.onProgress?.({ step: 'verify-backup', bytes, totalBytes: file.sizeBytes })
  await verifyStoredDump(options.store, { file: { key, ...file }, onBytes })
  await assertSettings(target, options)

  begin('prepare', options)
  const roles = await makeRoles(target, options)
  const mark = { backup: key, sha256: file.sha256 }
  await target.prepare(mark)
  try {
    const restored = await restoreInto(target, options)
    await target.markVerified(mark)
    return { ...restored, roles }
  } catch (error) {
    // The failure above is what the operator has to read; the mark lets the next run remove what this one could not.
    await target.discard().catch(() => undefined)
    throw error
  }
}

async function assertSettings(target: RestoreTarget, { manifest, store, identities = [] }: RestoreOptions) {
  await assertSettingsKnown(readDump(store, { manifest, identities }), {
    ...{ name: manifest.name, major: target.postgresMajor },
    isKnown: (setting) => target.knowsSetting(setting),
  })
}

async function makeRoles(target: RestoreTarget, options: RestoreOptions): Promise<GlobalsResult | null> {
  const { manifest, store, identities = [] } = options
  const globals = readGlobals(store, { manifest, identities })
  return globals === null ? null : await target.applyGlobals(globals)
}

async function restoreInto(target: RestoreTarget, options: RestoreOptions) {
  const { manifest, store, clock, identities = [] } = options
  await using database = await target.open()
  begin('load', options)
  const totalBytes = manifest.file.sizeBytes
  let step: 'load' | 'index' = 'load'
  const onBytes = (bytes: number) => {
    // After the index there are only keys that refer to others, and whatever of the file is read then is next to nothing.
    if (step === 'load') options.onProgress?.({ step, bytes, totalBytes })
  }
  const onIndex = (read: IndexProgress) => {
    step = 'index'
    options.onProgress?.({ step, ...read })
  }
  await loadBackup({ name: target.name, ...database }, { manifest, store, identities, onBytes, onIndex })
  return await withSession(database.url, async (sql) => {
    begin('compare', options)
    const checks = await compareLoaded(sql, manifest)
    const red = checks.filter((check) => !check.ok)
    if (red.length > 0) {
      const detail = red.map((check) => `${check.name}: ${check.detail}`).join('; ')
      throw new AuraError('restore_mismatch', { detail })
    }
    begin('end-trust', options)
    return { checks, trust: await endTrust(sql, { backup: manifest.name, now: clock.now() }) }
  })
}

async function promote(target: RestoreTarget, options: RestoreOptions): Promise<Promotion> {
  begin('promote', options)
  const { settle } = options
  return await target.promote(settle ? { settle } : {})
}

/** The restore has happened, or has failed, whether or not the journal can take it. */
async function writeDown(
  target: RestoreTarget,
  options: RestoreOptions & { promotion: Promotion | null; error: unknown; durationMs: number },
): Promise<string | null> {
  const { plan, manifest, clock, journal, promotion, error, durationMs } = options
  if (!journal) return null
  const key = recordRecovery(journal.store, {
    ...{ format: 1, at: clock.now().toISOString(), who: journal.who, version, durationMs },
    action: plan.target.state === 'verified' ? 'promote' : 'restore',
    ...{ backup: manifest.name, sha256: manifest.file.sha256, snapshotAt: manifest.snapshotAt },
    target: {
      ...{ location: target.location, systemIdentifier: target.systemIdentifier },
      database: promotion?.database ?? target.name,
    },
    previous: promotion?.previous ?? null,
    result: error === null ? (promotion ? 'promoted' : 'verified') : 'failed',
    error: error === null ? null : error instanceof AuraError ? error.code : String(error),
  })
  return await key.catch(() => null)
}

/** PostgreSQL, Appendix A. */
const invalidCatalogName = '3D000'
const diskFull = '53100'

/** A server that has no room left or goes down, or a database that somebody drops, while it is being restored into. */
function explainLoss(error: unknown, { name }: Manifest): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (error instanceof AuraError) return error
  const detail = error instanceof Error ? error.message : String(error)
  if (code === diskFull) return new AuraError('restore_disk_full', { name, detail }, { cause: error })
  if (!isDatabaseLost(error) && code !== invalidCatalogName) return error
  return new AuraError('restore_connection_lost', { name, detail }, { cause: error })
}

function begin(step: RestoreStep, { onProgress, manifest }: RestoreOptions): void {
  onProgress?.({ step, bytes: 0, totalBytes: manifest.file.sizeBytes })
}
