import { AuraError } from '@aura-sign/core'
import { listObjects, type ObjectStore } from '@aura-sign/object-store'
import { backupNameOfManifest, backupPrefix, parseBackupName } from './backup-name.ts'
import type { Manifest } from './manifest.ts'
import { readManifest } from './read-manifest.ts'

/** A backup as found in the store. */
export type BackupEntry = { name: string; at: Date; sizeBytes: number } & (
  | { state: 'complete'; manifest: Manifest }
  /** `incomplete`: never finished, or still running. `damaged`: finished, and not what it was then. */
  | { state: 'incomplete' | 'damaged'; problem: string }
)

/** All backups, newest first. Sizes are compared with the manifests; contents are only read by a restore. */
export async function listBackups(store: ObjectStore): Promise<BackupEntry[]> {
  return await Array.fromAsync(walkBackups(store))
}

/** The same one by one: a manifest is read when its turn comes. */
export async function* walkBackups(store: ObjectStore): AsyncGenerator<BackupEntry, void> {
  const dumps = new Map<string, number>()
  const manifests = new Set<string>()
  for await (const object of listObjects(store, backupPrefix)) {
    const owner = backupNameOfManifest(object.key)
    if (owner) manifests.add(owner)
    else if (parseBackupName(object.key)) dumps.set(object.key, object.sizeBytes)
  }
  const names = [...new Set([...dumps.keys(), ...manifests])].sort().reverse()
  for (const name of names) {
    yield await inspect(store, { name, sizeBytes: dumps.get(name), hasManifest: manifests.has(name) })
  }
}

async function inspect(
  store: ObjectStore,
  found: { name: string; sizeBytes: number | undefined; hasManifest: boolean },
): Promise<BackupEntry> {
  const { name } = found
  const base = { name, at: parseBackupName(name) ?? new Date(0), sizeBytes: found.sizeBytes ?? 0 }
  if (!found.hasManifest) return { ...base, state: 'incomplete', problem: 'it has no manifest' }
  if (found.sizeBytes === undefined) return { ...base, state: 'damaged', problem: 'its data is gone' }
  try {
    const manifest = await readManifest(store, name)
    if (manifest.file.sizeBytes === found.sizeBytes) return { ...base, state: 'complete', manifest }
    return { ...base, state: 'damaged', problem: `it has ${found.sizeBytes} of ${manifest.file.sizeBytes} bytes` }
  } catch (error) {
    if (!(error instanceof AuraError) || error.code === 'object_store_failed') throw error
    return { ...base, state: 'damaged', problem: error.message }
  }
}
