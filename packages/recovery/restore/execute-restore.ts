import { AuraError, type Clock } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Manifest } from '../backup/manifest.ts'
import { verifyStoredDump } from '../backup/verify-stored-dump.ts'
import { endTrust } from './end-trust.ts'
import { compareLoaded, loadBackup, withSession } from './load-backup.ts'
import { planState, type RestorePlan, type RestoreStep } from './plan-restore.ts'
import type { RestoreResult } from './restore-result.ts'
import type { RestoreTarget } from './restore-target.ts'

/** `bytes` of `totalBytes` of the compressed dump, in the steps that read it. */
export interface RestoreProgress {
  step: RestoreStep
  bytes: number
  totalBytes: number
}

export interface RestoreOptions {
  plan: RestorePlan
  manifest: Manifest
  store: ObjectStore
  clock: Clock
  /** `AGE-SECRET-KEY-1…`, where the backup is encrypted. */
  identities?: readonly string[]
  onProgress?: (progress: RestoreProgress) => void
}

/** Carries a plan out. On any failure the target is removed, and the database in use stays what it was. */
export async function executeRestore(target: RestoreTarget, options: RestoreOptions): Promise<RestoreResult> {
  const { plan, manifest, clock } = options
  const startedMs = clock.monotonicMs()
  await using _lock = await target.lock()
  await assertPlanCurrent(target, options)
  const restored = plan.target.state === 'verified' ? null : await restoreOrDiscard(target, options)
  begin('promote', options)
  await target.promote()
  return {
    backup: manifest.name,
    snapshotAt: manifest.snapshotAt,
    database: target.name,
    previous: plan.replaces,
    checks: restored?.checks ?? [],
    trust: restored?.trust ?? null,
    durationMs: Math.round(clock.monotonicMs() - startedMs),
  }
}

/** Between plan and lock lies the operator's confirmation, and what was true then may no longer be. */
async function assertPlanCurrent(target: RestoreTarget, { plan, manifest }: RestoreOptions): Promise<void> {
  const state = planState(await target.inspect(), manifest)
  if (state !== plan.target.state || target.replaces !== plan.replaces) {
    throw new AuraError('plan_outdated', { target: target.name })
  }
}

async function restoreOrDiscard(target: RestoreTarget, options: RestoreOptions) {
  // Before anything is made: nothing is written from a file that is not what was backed up.
  begin('verify-backup', options)
  const { name: key, file } = options.manifest
  const onBytes = (bytes: number) => options.onProgress?.({ step: 'verify-backup', bytes, totalBytes: file.sizeBytes })
  await verifyStoredDump(options.store, { file: { key, ...file }, onBytes })

  begin('prepare', options)
  const mark = { backup: key, sha256: file.sha256 }
  await target.prepare(mark)
  try {
    const restored = await restoreInto(target, options)
    await target.markVerified(mark)
    return restored
  } catch (error) {
    // The failure above is what the operator has to read; the mark lets the next run remove what this one could not.
    await target.discard().catch(() => undefined)
    throw error
  }
}

async function restoreInto(target: RestoreTarget, options: RestoreOptions) {
  const { manifest, store, clock, identities = [] } = options
  const { name, file } = manifest
  await using database = await target.open()
  begin('load', options)
  const onBytes = (bytes: number) => options.onProgress?.({ step: 'load', bytes, totalBytes: file.sizeBytes })
  await loadBackup({ name: target.name, url: database.url }, { manifest, store, identities, onBytes })
  return await withSession(database.url, async (sql) => {
    begin('compare', options)
    const checks = await compareLoaded(sql, manifest)
    const red = checks.filter((check) => !check.ok)
    if (red.length > 0) {
      const detail = red.map((check) => `${check.name}: ${check.detail}`).join('; ')
      throw new AuraError('restore_mismatch', { detail })
    }
    begin('end-trust', options)
    return { checks, trust: await endTrust(sql, { backup: name, now: clock.now() }) }
  })
}

function begin(step: RestoreStep, { onProgress, manifest }: RestoreOptions): void {
  onProgress?.({ step, bytes: 0, totalBytes: manifest.file.sizeBytes })
}
