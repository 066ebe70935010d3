import { AuraError } from '@aura-sign/core'
import type { ObjectStore, WrittenObject } from '@aura-sign/object-store'
import type { SpooledDump } from './spool-dump.ts'

export interface StoredDump extends WrittenObject {
  readonly uncompressedBytes: number
}

/** Copies a dump into the store; throws `backup_exists` when there is one of that name. */
export async function storeDump(store: ObjectStore, options: { name: string; dump: SpooledDump }): Promise<StoredDump> {
  const { name, dump } = options
  const written = await store.putIfAbsent(name, dump.body)
  if (!written.ok) throw new AuraError('backup_exists', { name })
  return { ...written.object, uncompressedBytes: dump.uncompressedBytes }
}
