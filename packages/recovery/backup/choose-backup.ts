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

/** The backup of that name or stem, or the newest complete one. */
export async function chooseBackup(store: ObjectStore, backup: string | 'latest'): Promise<ChosenBackup> {
  if (backup !== 'latest') return { manifest: await readComplete(store, backup), skipped: [] }
  const skipped: ChosenBackup['skipped'] = []
  for await (const entry of walkBackups(store)) {
    if (entry.state === 'complete') return { manifest: entry.manifest, skipped }
    skipped.push({ name: entry.name, problem: entry.problem })
  }
  throw new AuraError('backups_none', { store: store.url })
}

/** Looks at the size of the data too: a plan to restore what is gone or cut off would be a plan to fail. */
async function readComplete(store: ObjectStore, backup: string): Promise<Manifest> {
  const manifest = await readManifest(store, backup)
  const { name, file, globals } = manifest
  await assertThere(store, { name, key: name, what: 'its data', sizeBytes: file.sizeBytes })
  if (globals) await assertThere(store, { name, what: 'its roles and settings', ...globals })
  return manifest
}

async function assertThere(
  store: ObjectStore,
  { name, key, what, sizeBytes }: { name: string; key: string; what: string; sizeBytes: number },
): Promise<void> {
  const found = await store.head(key)
  if (found === null) throw new AuraError('backup_corrupt', { name, detail: `${what}: there is none` })
  if (found.sizeBytes !== sizeBytes) {
    throw new AuraError('backup_corrupt', { name, detail: `${what}: ${found.sizeBytes} of ${sizeBytes} bytes` })
  }
}
