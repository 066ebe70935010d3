import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { isLoadable, type Manifest, parseBackupName, readLoadable, readStored } from '@aura-sign/recovery'
import { hashFile, type KeptFile, keepFile } from './keep-file.ts'

export interface FetchOptions {
  manifest: Manifest
  /** Folder to put it in. */
  directory: string
  identities: readonly string[]
  /** As it is in the store, whatever it takes to read it. */
  asStored?: boolean
  onBytes?: (bytes: number) => void
}

/**
 * Puts a backup into a folder as a file that `gunzip -c FILE | psql` loads, `<stem>.sql.gz`, whatever its compression and encryption; a file that is
 * there already is kept when it is the same, else `download_exists`.
 */
export async function fetchBackup(store: ObjectStore, options: FetchOptions): Promise<KeptFile> {
  const { manifest, directory, asStored = false } = options
  const stem = parseBackupName(manifest.name)?.stem ?? manifest.name
  const path = join(directory, asStored ? manifest.name : `${stem}.sql.gz`)
  const isAsStored = asStored || isLoadable(manifest)
  const found = await hashFile(path)
  if (found !== null) {
    const { sha256, sizeBytes } = manifest.file
    if (isAsStored && found === sha256) return { path, sizeBytes, sha256 }
    throw new AuraError('download_exists', { path })
  }
  return await keepFile(path, isAsStored ? readStored(store, options) : await readLoadable(store, options))
}
