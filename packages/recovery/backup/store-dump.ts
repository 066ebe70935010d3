import { AuraError } from '@aura-sign/core'
import type { ObjectStore, WrittenObject } from '@aura-sign/object-store'
import type { DatabaseDescription } from '../verify/database-description.ts'
import { describeDatabase } from '../verify/describe-database.ts'
import { type BackupFormat, pack } from './backup-format.ts'
import { globalsNameOf } from './backup-name.ts'
import { estimateDumpBytes } from './estimate-dump-bytes.ts'
import type { Snapshot, SnapshotSource } from './snapshot-source.ts'
import { type SpooledDump, spoolDump } from './spool-dump.ts'
import { watchDump } from './watch-dump.ts'

/** A backup's objects in the store, all but the manifest. */
export interface StoredBackup {
  readonly database: DatabaseDescription
  readonly file: WrittenObject & { readonly uncompressedBytes: number }
  readonly globals: WrittenObject | null
}

export interface StoreOptions {
  /** Key of the data. */
  readonly name: string
  readonly format: BackupFormat
  readonly onDescribe: () => void
  readonly onDump: (bytes: number, totalBytes?: number) => void
}

/** Describes and dumps one snapshot, and puts the dump into the store; throws `backup_exists` when one of that name is there. */
export async function storeDump(
  source: SnapshotSource,
  store: ObjectStore,
  options: StoreOptions,
): Promise<StoredBackup> {
  const taken = await source.snapshot<StoredBackup | KeptBackup>((snapshot) =>
    snapshot.server
      ? storeWhileDumping(snapshot, store, { ...options, globals: snapshot.server.globals })
      : keepDump(snapshot, options),
  )
  if (!('spooled' in taken)) return taken
  // Nobody waits for the database any more, however long the store takes.
  await using spooled = taken.spooled
  const written = await store.putIfAbsent(options.name, spooled.body)
  if (!written.ok) throw new AuraError('backup_exists', { name: options.name })
  const { database, uncompressedBytes } = taken
  return { database, file: { ...written.object, uncompressedBytes }, globals: null }
}

interface KeptBackup {
  readonly spooled: SpooledDump
  readonly database: DatabaseDescription
  readonly uncompressedBytes: number
}

/** Of a database that nobody else may use meanwhile. */
async function keepDump(snapshot: Snapshot, { format, onDescribe, onDump }: StoreOptions): Promise<KeptBackup> {
  onDescribe()
  const query = (text: string) => snapshot.query(text)
  const database = await describeDatabase(query)
  const totalBytes = await estimateDumpBytes(query)
  const dump = watchDump(snapshot.dump(), { onBytes: (bytes) => onDump(bytes, totalBytes) })
  const spooled = await spoolDump(pack(dump.chunks, format))
  return { spooled, database, uncompressedBytes: dump.bytes }
}

/**
 * Of a server: dump, compression, encryption and upload run at the same time, and beside them the description. Roles and settings go first,
 * under the condition that nothing is there: of two backups of the same second one goes on. So the data need none, which an upload in
 * parts could not ask of every store.
 */
async function storeWhileDumping(
  snapshot: Snapshot,
  store: ObjectStore,
  options: StoreOptions & { globals: () => AsyncIterable<Uint8Array> },
): Promise<StoredBackup> {
  const { name, format, onDescribe, onDump } = options
  onDescribe()
  const totalBytes = await estimateDumpBytes((text) => snapshot.query(text))
  const globals = await storeGlobals(store, { name, format, dump: options.globals() })
  try {
    const [database, file] = await bothOrNone(
      (signal) =>
        describeDatabase((text) => {
          signal.throwIfAborted()
          return snapshot.query(text)
        }),
      async (signal) => {
        const dump = watchDump(snapshot.dump(), { signal, onBytes: (bytes) => onDump(bytes, totalBytes) })
        const written = await store.put(name, pack(dump.chunks, format), { signal })
        return { ...written, uncompressedBytes: dump.bytes }
      },
    )
    return { database, file, globals }
  } catch (error) {
    // The failure above is what the operator has to read.
    await store.delete(globals.key).catch(() => undefined)
    throw error
  }
}

async function storeGlobals(
  store: ObjectStore,
  { name, format, dump }: { name: string; format: BackupFormat; dump: AsyncIterable<Uint8Array> },
): Promise<WrittenObject> {
  const key = globalsNameOf(name, { encrypted: format.recipients.length > 0 })
  const text = watchDump(dump, { of: 'globals' }).chunks
  const packed = await Array.fromAsync(pack(text, { ...format, compression: 'gzip', igzip: null }))
  const written = await store.putIfAbsent(key, Buffer.concat(packed))
  if (!written.ok) throw new AuraError('backup_exists', { name })
  return written.object
}

/** Runs two tasks at the same time; the first failure ends the other, and is thrown once both have ended. */
async function bothOrNone<One, Other>(
  one: (signal: AbortSignal) => Promise<One>,
  other: (signal: AbortSignal) => Promise<Other>,
): Promise<[One, Other]> {
  const failed = new AbortController()
  const fail = (error: unknown): never => {
    failed.abort(error)
    throw error
  }
  const [first, second] = await Promise.allSettled([one(failed.signal).catch(fail), other(failed.signal).catch(fail)])
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value]
  throw failed.signal.reason
}
