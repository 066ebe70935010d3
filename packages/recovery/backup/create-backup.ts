import { AuraError, type Clock } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { describeDatabase } from '../verify/describe-database.ts'
import { version } from '../version.ts'
import { backupNameOf, backupStemAt, manifestNameOf } from './backup-name.ts'
import { type Manifest, manifestFormat } from './manifest.ts'
import type { SnapshotSource } from './snapshot-source.ts'
import { spoolDump } from './spool-dump.ts'
import { type StoredDump, storeDump } from './store-dump.ts'
import { verifyStoredDump } from './verify-stored-dump.ts'

/** `describe` and `commit` are short; the others report bytes, `total` where it is known. */
export interface BackupProgress {
  step: 'describe' | 'dump' | 'verify' | 'commit'
  bytes: number
  totalBytes?: number
}

export interface BackupOptions {
  store: ObjectStore
  clock: Clock
  onProgress?: (progress: BackupProgress) => void
}

/**
 * Backs a database up: description and dump from one snapshot, the dump read back from the store and compared,
 * then the manifest. A crash at any point leaves a dump without a manifest, which nothing takes for a backup.
 */
export async function createBackup(source: SnapshotSource, options: BackupOptions): Promise<Manifest> {
  const { store, clock } = options
  const report = options.onProgress ?? (() => undefined)
  const startedAt = clock.now()
  const name = backupNameOf(backupStemAt(startedAt))
  if (await store.head(name)) throw new AuraError('backup_exists', { name })

  const { database, dump } = await source.snapshot(async (snapshot) => {
    report({ step: 'describe', bytes: 0 })
    const database = await describeDatabase((text) => snapshot.query(text))
    const dump = await spoolDump(snapshot.dump(), { onBytes: (bytes) => report({ step: 'dump', bytes }) })
    return { database, dump }
  })
  // Nobody waits for the database any more, however long the store takes.
  await using spooled = dump
  const file = await storeDump(store, { name, dump: spooled })
  await verifyStoredDump(store, {
    file,
    onBytes: (bytes) => report({ step: 'verify', bytes, totalBytes: file.sizeBytes }),
  })
  report({ step: 'commit', bytes: 0 })
  const manifest = composeManifest({
    name,
    startedAt,
    finishedAt: clock.now(),
    database,
    file,
  })
  await commit(store, manifest)
  return manifest
}

function composeManifest(parts: {
  name: string
  startedAt: Date
  finishedAt: Date
  database: Manifest['database']
  file: StoredDump
}): Manifest {
  const { name, database, file } = parts
  return {
    format: manifestFormat,
    name,
    engine: 'logical',
    version,
    startedAt: parts.startedAt.toISOString(),
    snapshotAt: database.describedAt,
    finishedAt: parts.finishedAt.toISOString(),
    file: {
      sizeBytes: file.sizeBytes,
      sha256: file.sha256,
      uncompressedBytes: file.uncompressedBytes,
      compression: 'gzip',
      encryption: null,
    },
    globals: null,
    database,
  }
}

async function commit(store: ObjectStore, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  const written = await store.putIfAbsent(manifestNameOf(manifest.name), Buffer.from(text))
  if (!written.ok) throw new AuraError('backup_exists', { name: manifest.name })
}
