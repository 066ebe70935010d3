import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { listBackups } from './list-backups.ts'
import type { Manifest } from './manifest.ts'
import { readManifest } from './read-manifest.ts'

/** The manifest of the named backup, or of the newest complete one. */
export async function chooseBackup(store: ObjectStore, backup: string | 'latest'): Promise<Manifest> {
  if (backup !== 'latest') return await readManifest(store, backup)
  for (const entry of await listBackups(store)) if (entry.state === 'complete') return entry.manifest
  throw new AuraError('backups_none', { store: store.url })
}
