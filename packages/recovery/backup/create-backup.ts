import { AuraError, type Clock } from '@aura-sign/core'
import { listObjects, type ObjectStore } from '@aura-sign/object-store'
import { parseRecipients } from '../keys/parse-recipients.ts'
import { version } from '../version.ts'
import type { BackupFormat } from './backup-format.ts'
import { backupNameOf, backupStemAt, manifestNameOf } from './backup-name.ts'
import { type Manifest, manifestFormat } from './manifest.ts'
import type { SnapshotSource } from './snapshot-source.ts'
import { type StoredBackup, storeDump } from './store-dump.ts'
import { findIgzip } from './transform/find-igzip.ts'
import { verifyStoredDump } from './verify-stored-dump.ts'

/** `describe` and `commit` are short; the others report bytes. `totalBytes` of a dump is an estimate. */
export interface BackupProgress {
  step: 'describe' | 'dump' | 'verify' | 'commit'
  bytes: number
  totalBytes?: number
}

export interface BackupOptions {
  store: ObjectStore
  clock: Clock
  /** Default: gzip, by igzip where that is installed, and not encrypted. */
  format?: Partial<BackupFormat>
  onProgress?: (progress: BackupProgress) => void
}

/**
 * Backs a database up: description and dump from one snapshot, the dump read back from the store and compared,
 * then the manifest. A crash at any point leaves objects without a manifest, which nothing takes for a backup. Throws `backup_exists`
 * when another one was begun in the same second.
 */
export async function createBackup(source: SnapshotSource, options: BackupOptions): Promise<Manifest> {
  const { store, clock } = options
  const report = options.onProgress ?? (() => undefined)
  const format = await completeFormat(options.format)
  const startedAt = clock.now()
  const name = backupNameOf(backupStemAt(startedAt), {
    compression: format.compression,
    encrypted: format.recipients.length > 0,
  })
  await assertFree(store, { stem: backupStemAt(startedAt), name })

  const stored = await storeDump(source, store, {
    name,
    format,
    onDescribe: () => report({ step: 'describe', bytes: 0 }),
    onDump: (bytes, totalBytes) => report({ step: 'dump', bytes, ...(totalBytes !== undefined && { totalBytes }) }),
  })
  const { file, globals } = stored
  if (globals) await verifyStoredDump(store, { file: globals })
  await verifyStoredDump(store, {
    file,
    onBytes: (bytes) => report({ step: 'verify', bytes, totalBytes: file.sizeBytes }),
  })
  report({ step: 'commit', bytes: 0 })
  const manifest = composeManifest(stored, { name, format, startedAt, finishedAt: clock.now() })
  await commit(store, manifest)
  return manifest
}

async function completeFormat(format: BackupOptions['format'] = {}): Promise<BackupFormat> {
  const { compression = 'gzip' } = format
  // Before a dump is made, not after it.
  const recipients = parseRecipients((format.recipients ?? []).join(' '))
  const igzip = format.igzip === undefined && compression === 'gzip' ? await findIgzip() : (format.igzip ?? null)
  return { compression, recipients, igzip }
}

/** Whatever is there of a backup of this second, in whatever format. */
async function assertFree(store: ObjectStore, { stem, name }: { stem: string; name: string }): Promise<void> {
  for await (const { key } of listObjects(store, stem)) {
    if (key.startsWith(`${stem}.`)) throw new AuraError('backup_exists', { name })
  }
}

function composeManifest(
  { database, file, globals }: StoredBackup,
  facts: { name: string; format: BackupFormat; startedAt: Date; finishedAt: Date },
): Manifest {
  const { compression, recipients } = facts.format
  return {
    format: manifestFormat,
    name: facts.name,
    engine: 'logical',
    version,
    startedAt: facts.startedAt.toISOString(),
    snapshotAt: database.describedAt,
    finishedAt: facts.finishedAt.toISOString(),
    file: {
      sizeBytes: file.sizeBytes,
      sha256: file.sha256,
      uncompressedBytes: file.uncompressedBytes,
      compression,
      encryption: recipients.length === 0 ? null : { method: 'age', recipients: [...recipients] },
    },
    globals: globals && { key: globals.key, sizeBytes: globals.sizeBytes, sha256: globals.sha256 },
    database,
  }
}

async function commit(store: ObjectStore, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  const written = await store.putIfAbsent(manifestNameOf(manifest.name), Buffer.from(text))
  if (!written.ok) throw new AuraError('backup_exists', { name: manifest.name })
}
