import type { ObjectStore } from '@aura-sign/object-store'
import type { Manifest } from './manifest.ts'
import { type ReadDumpOptions, readDump, readStored } from './read-dump.ts'
import { compress } from './transform/compress.ts'
import { findIgzip } from './transform/find-igzip.ts'

/**
 * A backup as `gunzip -c … | psql` takes it: decrypted, and gzip whatever it was. A plain gzip backup is given as it is stored. The stream ends with
 * `backup_corrupt` on damage, and throws what `readDump` throws.
 */
export async function readLoadable(store: ObjectStore, options: ReadDumpOptions): Promise<AsyncIterable<Uint8Array>> {
  const { manifest } = options
  if (isLoadable(manifest)) return readStored(store, options)
  return compress(readDump(store, options), { compression: 'gzip', igzip: await findIgzip() })
}

/** Whether its data can be loaded as they are stored. */
export function isLoadable({ file }: Pick<Manifest, 'file'>): boolean {
  return file.compression === 'gzip' && file.encryption === null
}
