import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'

/** The decompressed text of a stored dump; throws `backup_corrupt` at the first sign of damage. */
export async function* readDump(
  store: ObjectStore,
  options: { name: string; sha256: string; onBytes?: (compressedBytes: number) => void },
): AsyncGenerator<string, void> {
  const { name } = options
  const found = await store.get(name, { sha256: options.sha256 })
  if (!found) throw new AuraError('backup_missing', { name, store: store.url })
  async function* counted(body: AsyncIterable<Uint8Array>) {
    let bytes = 0
    for await (const chunk of body) {
      bytes += chunk.byteLength
      options.onBytes?.(bytes)
      yield chunk
    }
  }
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    // Errors reach the reader through gunzip, which pipeline destroys with them.
    const gunzip = pipeline(counted(found.body), createGunzip(), () => undefined)
    for await (const chunk of gunzip) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  } catch (cause) {
    if (cause instanceof AuraError && cause.code !== 'object_corrupt') throw cause
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('backup_corrupt', { name, detail }, { cause })
  }
}
