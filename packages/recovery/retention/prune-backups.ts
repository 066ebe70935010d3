import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { manifestNameOf } from '../backup/backup-name.ts'
import { listBackupObjects } from '../backup/list-backup-objects.ts'
import { listBackups } from '../backup/list-backups.ts'
import { type PruneDecision, type PrunePlan, planPrune, type RetainedBackup } from './plan-prune.ts'
import type { RetentionPolicy } from './retention-policy.ts'

export interface PruneOptions {
  policy: RetentionPolicy
  now: Date
  dryRun?: boolean
  /** Ends it between two backups. */
  signal?: AbortSignal
  /** So many of all that are to be removed are gone. */
  onProgress?: (done: number, total: number) => void
}

export interface PruneResult {
  plan: PrunePlan
  removed: PruneDecision[]
}

/**
 * Removes what retention does not keep. Of each backup the manifest goes first: whatever ends this in the middle leaves an
 * unfinished backup, never one that looks whole, and a later run removes the rest. Throws `prune_refused` at the first object that may not be deleted.
 */
export async function pruneBackups(store: ObjectStore, options: PruneOptions): Promise<PruneResult> {
  const found = await findRetained(store)
  const plan = planPrune(
    found.map(({ backup }) => backup),
    options,
  )
  const removed: PruneDecision[] = []
  if (options.dryRun) return { plan, removed }
  for (const decision of plan.remove) {
    if (options.signal?.aborted) break
    const keys = found.find(({ backup }) => backup === decision.backup)?.keys ?? []
    await removeBackup(store, { stem: decision.backup.stem, keys })
    removed.push(decision)
    options.onProgress?.(removed.length, plan.remove.length)
  }
  return { plan, removed }
}

async function findRetained(store: ObjectStore): Promise<{ backup: RetainedBackup; keys: string[] }[]> {
  const objects = await listBackupObjects(store)
  const entries = new Map((await listBackups(store)).map((entry) => [entry.stem, entry]))
  return objects.map(({ keys, ...found }) => {
    const entry = entries.get(found.stem)
    const verified = entry?.state === 'complete' && entry.verdict?.ok === true
    // Without manifest and data only the rest of a removed one is there.
    return { keys, backup: { ...found, state: entry?.state ?? 'incomplete', verified } }
  })
}

async function removeBackup(store: ObjectStore, { stem, keys }: { stem: string; keys: string[] }): Promise<void> {
  const manifest = manifestNameOf(stem)
  if (keys.includes(manifest)) await deleteAll(store, [manifest])
  await deleteAll(
    store,
    keys.filter((key) => key !== manifest),
  )
}

async function deleteAll(store: ObjectStore, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const failures = await store.deleteMany(keys).catch((cause: unknown) => {
    if (!(cause instanceof AuraError && cause.code === 'object_store_access_denied')) throw cause
    throw new AuraError('prune_refused', { key: keys[0] ?? '', store: store.url, detail: 'access denied' }, { cause })
  })
  const [first] = failures
  if (first) throw new AuraError('prune_refused', { key: first.key, store: store.url, detail: first.detail })
}
