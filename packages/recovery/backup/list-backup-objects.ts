import { listObjects, type ObjectStore } from '@aura-sign/object-store'
import { backupPrefix, parseStem } from './backup-name.ts'

/** Everything in the store that has one stem, whole or not. */
export interface BackupObjects {
  stem: string
  /** The time in its name. */
  at: Date
  keys: string[]
  sizeBytes: number
  /** When one of them was written last. */
  touchedAt: Date
}

/** What there is of all backups, newest first: one listing, in which nothing is read. */
export async function listBackupObjects(store: ObjectStore): Promise<BackupObjects[]> {
  const stems = new Map<string, BackupObjects>()
  for await (const { key, sizeBytes, modifiedAt } of listObjects(store, backupPrefix)) {
    // Also what a later version may keep beside a backup: it goes with it.
    const stem = key.slice(0, key.indexOf('.'))
    const at = parseStem(stem)
    if (at === null) continue
    const found = stems.get(stem) ?? { stem, at, keys: [], sizeBytes: 0, touchedAt: modifiedAt }
    found.keys.push(key)
    found.sizeBytes += sizeBytes
    if (modifiedAt > found.touchedAt) found.touchedAt = modifiedAt
    stems.set(stem, found)
  }
  return [...stems.values()].sort((a, b) => (a.stem < b.stem ? 1 : -1))
}
