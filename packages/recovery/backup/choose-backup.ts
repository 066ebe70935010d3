import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { walkBackups } from './list-backups.ts'
import type { Manifest } from './manifest.ts'
import { readManifest } from './read-manifest.ts'

export interface ChosenBackup {
  manifest: Manifest
  /** Newer ones that cannot be restored: whoever restores an older state has to know. */
  skipped: { name: string; problem: string }[]
}

/** The named backup, or the newest complete one. */
export async function chooseBackup(store: ObjectStore, backup: string | 'latest'): Promise<ChosenBackup> {
  if (backup !== 'latest') return { manifest: await readManifest(store, backup), skipped: [] }
  const skipped: ChosenBackup['skipped'] = []
  for await (const entry of walkBackups(store)) {
    if (entry.state === 'complete') return { manifest: entry.manifest, skipped }
    skipped.push({ name: entry.name, problem: entry.problem })
  }
  throw new AuraError('backups_none', { store: store.url })
}
