import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from './object-store.ts'

/** The whole of a small object, or null when there is none; throws `object_too_large` above `maxBytes`. */
export async function readObject(
  store: ObjectStore,
  key: string,
  options: { maxBytes: number; sha256?: string },
): Promise<Buffer | null> {
  const found = await store.get(key, options.sha256 === undefined ? {} : { sha256: options.sha256 })
  if (!found) return null
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of found.body) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > options.maxBytes) throw new AuraError('object_too_large', { key, maxBytes: options.maxBytes })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
