import { AuraError } from '@aura-sign/core'
import { listObjects, type ObjectStore } from '@aura-sign/object-store'
import { backupNameOf, backupPrefix, parseBackupObject, parseStem } from './backup-name.ts'
import type { Manifest } from './manifest.ts'
import { readManifest } from './read-manifest.ts'
import { readVerdict } from './read-verdict.ts'
import type { Verdict } from './verdict.ts'

/** A backup as found in the store. */
export type BackupEntry = { name: string; stem: string; at: Date; sizeBytes: number } & (
  | {
      state: 'complete'
      manifest: Manifest
      /** Of the last verification of these bytes. */
      verdict: Verdict | null
    }
  /** `incomplete`: never finished, or still running. `damaged`: finished, and not what it was then. */
  | { state: 'incomplete' | 'damaged'; problem: string }
)

/** All backups, newest first. Sizes are compared with the manifests; contents are only read by a restore. */
export async function listBackups(store: ObjectStore): Promise<BackupEntry[]> {
  return await Array.fromAsync(walkBackups(store))
}

/** The same one by one, each backup once: manifest and verdict are read when its turn comes. */
export async function* walkBackups(store: ObjectStore): AsyncGenerator<BackupEntry, void> {
  const backups = new Map<string, FoundBackup>()
  for await (const object of listObjects(store, backupPrefix)) {
    const part = parseBackupObject(object.key)
    if (!part) continue
    const found = backups.get(part.stem) ?? { stem: part.stem, sizes: new Map(), hasManifest: false, hasVerdict: false }
    backups.set(part.stem, found)
    if (part.kind === 'manifest') found.hasManifest = true
    else if (part.kind === 'verdict') found.hasVerdict = true
    else found.sizes.set(object.key, { kind: part.kind, sizeBytes: object.sizeBytes })
  }
  // Roles and verdicts alone are the rest of a backup that was removed, and no backup.
  const known = [...backups.values()].filter((found) => found.hasManifest || dataOf(found))
  for (const found of known.sort((one, other) => (one.stem < other.stem ? 1 : -1))) yield await inspect(store, found)
}

interface FoundBackup {
  stem: string
  /** Of its data and its globals, by key. */
  sizes: Map<string, { kind: 'data' | 'globals'; sizeBytes: number }>
  hasManifest: boolean
  hasVerdict: boolean
}

async function inspect(store: ObjectStore, found: FoundBackup): Promise<BackupEntry> {
  const { stem } = found
  const [name, data] = dataOf(found) ?? [backupNameOf(stem), { sizeBytes: 0 }]
  const base = { name, stem, at: parseStem(stem) ?? new Date(0), sizeBytes: data.sizeBytes }
  if (!found.hasManifest) return { ...base, state: 'incomplete', problem: 'it has no manifest' }
  try {
    const manifest = await readManifest(store, stem)
    const stored = found.sizes.get(manifest.name)?.sizeBytes
    const problem = faultOf(manifest, found)
    const known = { ...base, name: manifest.name, sizeBytes: stored ?? 0 }
    if (problem !== null) return { ...known, state: 'damaged', problem }
    const verified = { name: manifest.name, sha256: manifest.file.sha256 }
    const verdict = found.hasVerdict ? await readVerdict(store, verified) : null
    return { ...known, state: 'complete', manifest, verdict }
  } catch (error) {
    if (!(error instanceof AuraError) || error.code === 'object_store_failed') throw error
    return { ...base, state: 'damaged', problem: error.message }
  }
}

/** What of a backup is gone or cut off, which sizes alone tell. */
function faultOf({ name, file, globals }: Manifest, { sizes }: FoundBackup): string | null {
  const sizeBytes = sizes.get(name)?.sizeBytes
  if (sizeBytes === undefined) return 'its data is gone'
  if (sizeBytes !== file.sizeBytes) return `it has ${sizeBytes} of ${file.sizeBytes} bytes`
  const found = globals && sizes.get(globals.key)?.sizeBytes
  if (!globals || found === globals.sizeBytes) return null
  return found === undefined ? 'its roles and settings are gone' : 'its roles and settings are cut off'
}

function dataOf({ sizes }: FoundBackup) {
  return [...sizes].find(([, { kind }]) => kind === 'data')
}
