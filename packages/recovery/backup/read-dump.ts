import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Manifest } from './manifest.ts'
import { decompress } from './transform/decompress.ts'
import { decrypt } from './transform/decrypt.ts'

export interface ReadDumpOptions {
  manifest: Pick<Manifest, 'name' | 'file'>
  /** `AGE-SECRET-KEY-1…` of one of its recipients at least, where the backup is encrypted. */
  identities?: readonly string[]
  /** Of the file as it is stored. */
  onBytes?: (storedBytes: number) => void
}

/**
 * The SQL text of a backup, decrypted and decompressed, in bounded memory. What is read is hashed on its way: the stream ends with
 * `backup_corrupt` unless all of it was as the manifest says. Throws `backup_missing`, `identity_missing` and `identity_wrong` too.
 */
export async function* readDump(store: ObjectStore, options: ReadDumpOptions): AsyncGenerator<Uint8Array, void> {
  const { name, file } = options.manifest
  const { compression, encryption, uncompressedBytes } = file
  const stored = readFile(store, { key: name, sha256: file.sha256, ...pick(options) })
  let bytes = 0
  yield* explainDamage(name, async function* () {
    const plain = encryption ? decrypt(stored, { name, encryption, identities: options.identities ?? [] }) : stored
    for await (const chunk of decompress(plain, compression)) {
      bytes += chunk.byteLength
      yield chunk
    }
    if (bytes !== uncompressedBytes) throw new Error(`it holds ${bytes} instead of ${uncompressedBytes} bytes of SQL`)
  })
}

/** Roles and settings of the server that a backup is of, as SQL text; null when it has none. As `readDump` otherwise. */
export function readGlobals(
  store: ObjectStore,
  options: { manifest: Manifest; identities?: readonly string[] },
): AsyncGenerator<Uint8Array, void> | null {
  const { name, globals, file } = options.manifest
  if (!globals) return null
  const { encryption } = file
  const stored = readFile(store, globals)
  const plain = encryption ? decrypt(stored, { name, encryption, identities: options.identities ?? [] }) : stored
  return explainDamage(name, () => decompress(plain, 'gzip'))
}

/** The bytes of a backup as they are stored; throws `backup_corrupt` and `backup_missing`. */
export function readStored(store: ObjectStore, options: ReadDumpOptions): AsyncGenerator<Uint8Array, void> {
  const { name, file } = options.manifest
  const { onBytes } = options
  const stored = { key: name, sha256: file.sha256, ...(onBytes && { onBytes }) }
  return explainDamage(name, () => readFile(store, stored))
}

async function* readFile(
  store: ObjectStore,
  file: { key: string; sha256: string; onBytes?: (bytes: number) => void },
): AsyncGenerator<Uint8Array, void> {
  const found = await store.get(file.key, { sha256: file.sha256 })
  if (!found) throw new AuraError('backup_missing', { name: file.key, store: store.url })
  let bytes = 0
  for await (const chunk of found.body) {
    bytes += chunk.byteLength
    file.onBytes?.(bytes)
    yield chunk
  }
}

async function* explainDamage(name: string, read: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* read()
  } catch (cause) {
    if (cause instanceof AuraError && cause.code !== 'object_corrupt') throw cause
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('backup_corrupt', { name, detail }, { cause })
  }
}

function pick({ onBytes }: ReadDumpOptions): { onBytes?: (bytes: number) => void } {
  return onBytes ? { onBytes } : {}
}
