import type { Clock } from '@aura-sign/core'
import { assertStoresApart, type ObjectStore } from '@aura-sign/object-store'
import { copyLimits, heldBytes, type ObjectsProgress } from './backup-objects.ts'
import { copyObject } from './copy-object.ts'
import { type ObjectFailure, ObjectFailures } from './object-failures.ts'
import { contentHashOf } from './object-keys.ts'
import {
  type ObjectsRestorePlan,
  type ObjectsRestoreSelection,
  planObjectsRestore,
  type RestoreItem,
  restoreItems,
} from './plan-objects-restore.ts'
import { WorkSlots } from './work-slots.ts'

export interface ObjectsRestoreOptions extends ObjectsRestoreSelection {
  /** Read only. */
  readonly backups: ObjectStore
  readonly objects: ObjectStore
  readonly clock: Clock
  /** Shown the plan; false ends it there. */
  readonly approve: (plan: ObjectsRestorePlan) => Promise<boolean>
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: ObjectsProgress) => void
}

export interface ObjectsRestoreResult {
  readonly plan: ObjectsRestorePlan
  readonly restored: { readonly missing: number; readonly different: number; readonly bytes: number }
  /** There already. */
  readonly same: number
  /** Something else is there, and stays. */
  readonly left: number
  readonly failed: number
  readonly failures: readonly ObjectFailure[]
  readonly durationMs: number
}

/**
 * Puts the copies of objects back where they came from; null when the plan was not approved. An object that is there and differs stays,
 * also one that comes while this runs, unless `overwrite` says otherwise; a copy that is damaged is named and not put back. Done
 * again after a crash, it goes on where it was. Throws `backup_store_not_apart`, `objects_prefix_invalid`, `objects_too_many`, and what
 * the stores throw.
 */
export async function restoreObjects(options: ObjectsRestoreOptions): Promise<ObjectsRestoreResult | null> {
  const { backups, objects, clock, overwrite = false, signal, onProgress } = options
  assertStoresApart(objects.url, backups.url)
  const stores = { backups, objects }
  const plan = await planObjectsRestore(stores, {
    ...options,
    onObjects: (count) => onProgress?.({ step: 'compare', objects: count, bytes: 0 }),
  })
  if (!(await options.approve(plan))) return null
  const startedMs = clock.monotonicMs()
  const failures = new ObjectFailures({ signal })
  const restored = { missing: 0, different: 0, bytes: 0 }
  const counts = { same: 0, left: 0, objects: 0 }
  const totalBytes = plan.missingBytes + (overwrite ? plan.differentBytes : 0)
  const report = () => onProgress?.({ step: 'copy', objects: counts.objects, bytes: restored.bytes, totalBytes })
  const bring = async ({ key, fromKey, verdict }: RestoreItem) => {
    if (verdict === 'same') counts.same += 1
    else if (verdict === 'different' && !overwrite) counts.left += 1
    else {
      const sha256 = contentHashOf(key)
      const outcome = await copyObject(
        { from: backups, to: objects },
        {
          ...{ fromKey, toKey: key, sha256, signal },
          // Whoever writes under the hash of the same bytes writes the same.
          ifAbsent: !overwrite && sha256 === null,
          onBytes: (bytes) => {
            restored.bytes += bytes
            report()
          },
        },
      )
      if (outcome.ok) restored[verdict] += 1
      else if (outcome.reason === 'exists') counts.left += 1
    }
    counts.objects += 1
    report()
  }
  const slots = new WorkSlots(copyLimits)
  report()
  try {
    for await (const item of restoreItems(stores, options)) {
      await slots.start(
        heldBytes(item.sizeBytes),
        async () => void (await failures.attempt(item.key, () => bring(item))),
      )
    }
    await slots.end()
  } catch (error) {
    await slots.settle()
    throw error
  }
  return {
    plan,
    restored,
    same: counts.same,
    left: counts.left,
    failed: failures.count,
    failures: failures.named,
    durationMs: clock.monotonicMs() - startedMs,
  }
}
