import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { keptKeyOf } from './object-keys.ts'

/**
 * Keeps the copy that is at a key, as it is, for the retention time, before something else gets there. Done twice after a crash, it is
 * kept twice.
 */
export async function keepCopy(
  backups: ObjectStore,
  { key, keptAt, signal }: { key: string; keptAt: Date; signal?: AbortSignal | undefined },
): Promise<void> {
  const calls = signal ? { signal } : {}
  const keptKey = keptKeyOf(key, keptAt)
  const before = await backups.head(key, calls)
  if (!before) return
  const kept = await backups.copy(key, keptKey, calls)
  // Gone meanwhile: another run has moved it.
  if (!kept) return
  if (kept.sizeBytes !== before.sizeBytes || kept.sha256 !== before.sha256) {
    throw new AuraError('object_copy_damaged', { key: keptKey, store: backups.url })
  }
}
