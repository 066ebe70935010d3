import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'

/** Reads a stored dump back; throws `backup_corrupt` unless size and SHA-256 are as given. */
export async function verifyStoredDump(
  store: ObjectStore,
  options: { file: { key: string; sizeBytes: number; sha256: string }; onBytes?: (bytes: number) => void },
): Promise<void> {
  const { key, sizeBytes, sha256 } = options.file
  const found = await store.get(key, { sha256 })
  if (!found) throw new AuraError('backup_missing', { name: key, store: store.url })
  if (found.head.sizeBytes !== sizeBytes) {
    throw new AuraError('backup_corrupt', { name: key, detail: `${found.head.sizeBytes} of ${sizeBytes} bytes` })
  }
  let bytes = 0
  try {
    for await (const chunk of found.body) {
      bytes += chunk.byteLength
      options.onBytes?.(bytes)
    }
  } catch (cause) {
    if (!(cause instanceof AuraError && cause.code === 'object_corrupt')) throw cause
    throw new AuraError('backup_corrupt', { name: key, detail: 'its SHA-256 is not the recorded one' }, { cause })
  }
}
