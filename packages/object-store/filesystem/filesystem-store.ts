import { constants, lstat, type Stats } from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AuraError } from '@aura-sign/core'
import { assertObjectKey, isObjectKey, reservedPrefix } from '../assert-object-key.ts'
import { hashStream } from '../hash-stream.ts'
import {
  type CallOptions,
  type ConditionalPut,
  type DeleteFailure,
  type GetOptions,
  type ListOptions,
  listPageMax,
  type ObjectBody,
  type ObjectHead,
  type ObjectPage,
  type ObjectStore,
  type PutOptions,
  type StoredObject,
  type SweepOptions,
  type WrittenObject,
} from '../object-store.ts'
import { readSmallFile } from './read-small-file.ts'
import { removeStaleFiles } from './remove-stale-files.ts'
import { walkKeys } from './walk-keys.ts'
import { writeAtomically } from './write-atomically.ts'

/** Objects up to it are read at once, when they are asked for. */
const readChunkBytes = 64 * 1024
/** Looked at together: one by one, most of the time goes into handing each to a thread and back. */
const headsMax = 32

/**
 * Objects as plain files below `root`, so that `cp`, `rsync` and `gunzip` work on them. No metadata beside
 * them: who stores an object knows its hash (a manifest, a content-addressed key) and passes it to `get`.
 * Opening touches nothing; the first write makes `root`.
 */
export function openFilesystemStore(root: string): ObjectStore {
  return new FilesystemStore(resolve(root))
}

class FilesystemStore implements ObjectStore {
  readonly url: string
  readonly #root: string
  readonly #temporaryDirectory: string
  #swept: Promise<void> | undefined

  constructor(root: string) {
    this.#root = root
    this.#temporaryDirectory = join(root, `${reservedPrefix}temporary`)
    this.url = pathToFileURL(root).href
  }

  async put(key: string, body: ObjectBody, options: PutOptions = {}): Promise<WrittenObject> {
    const written = await this.#write(key, body, { ...options, ifAbsent: false })
    if (!written.ok) throw new AuraError('object_store_failed', { store: this.url, detail: `${key} exists` })
    return written.object
  }

  putIfAbsent(key: string, body: ObjectBody, options: PutOptions = {}): Promise<ConditionalPut> {
    return this.#write(key, body, { ...options, ifAbsent: true })
  }

  /** Creating a link fails where there is a file, in every file system. */
  async assertConditionKept(): Promise<void> {}

  /** Its URL can ask for nothing. */
  async assertEncrypted(): Promise<void> {}

  async get(key: string, options: GetOptions = {}): Promise<StoredObject | null> {
    const path = this.#pathOf(key)
    const { range, sha256, signal } = options
    signal?.throwIfAborted()
    const found = await this.#guard(() => ifPresent(readSmallFile(path, { bytesMax: range ? 0 : readChunkBytes })))
    if (!found) return null
    const { stats, bytes } = found
    const head = { key, sizeBytes: stats.size, modifiedAt: stats.mtime }
    const chunks = bytes ? whole(bytes, signal) : this.#read(path, { sizeBytes: stats.size, range, signal })
    if (sha256 === undefined) return { head, body: chunks }
    return { head, body: hashStream(chunks, { key, expected: sha256 }).chunks }
  }

  async head(key: string, options: CallOptions = {}): Promise<ObjectHead | null> {
    const path = this.#pathOf(key)
    options.signal?.throwIfAborted()
    const found = await this.#guard(() => ifPresent(statOf(path)))
    return found?.isFile() ? { key, sizeBytes: found.size, modifiedAt: found.mtime } : null
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ObjectPage> {
    const limit = Math.min(Math.max(options.limit ?? listPageMax, 1), listPageMax)
    return await this.#guard(async () => {
      const keys: string[] = []
      for await (const key of walkKeys(this.#root, { prefix, after: options.after ?? '' })) {
        if (isObjectKey(key)) keys.push(key)
        else options.onStranger?.(key)
        if (keys.length > limit) break
      }
      const seen = keys.slice(0, limit)
      const listed = options.wants ? seen.filter(options.wants) : seen
      const objects: ObjectHead[] = []
      for (let start = 0; start < listed.length; start += headsMax) {
        const heads = await Promise.all(listed.slice(start, start + headsMax).map((key) => this.head(key, options)))
        objects.push(...heads.filter((head) => head !== null))
      }
      return { objects, next: keys.length > limit ? (seen.at(-1) ?? null) : null }
    })
  }

  async copy(from: string, to: string, options: CallOptions = {}): Promise<ObjectHead | null> {
    this.#pathOf(to)
    const source = await this.get(from, options)
    if (source && from !== to) await this.put(to, source.body, options)
    return source && (await this.head(to, options))
  }

  async delete(key: string, options: CallOptions = {}): Promise<void> {
    // A directory is no object, and what is below it stays.
    if (await this.head(key, options)) await this.#guard(() => ifPresent(unlink(this.#pathOf(key))))
  }

  async deleteMany(keys: readonly string[], options: CallOptions = {}): Promise<readonly DeleteFailure[]> {
    for (const key of keys) assertObjectKey(key)
    const failures: DeleteFailure[] = []
    for (const key of keys) {
      try {
        await this.delete(key, options)
      } catch (error) {
        options.signal?.throwIfAborted()
        failures.push({ key, detail: error instanceof Error ? error.message : String(error) })
      }
    }
    return failures
  }

  async sweep({ before }: SweepOptions): Promise<void> {
    await removeStaleFiles(this.#temporaryDirectory, before)
  }

  async #write(key: string, body: ObjectBody, options: PutOptions & { ifAbsent: boolean }): Promise<ConditionalPut> {
    const path = this.#pathOf(key)
    const { sha256, signal } = options
    const hashed = hashStream(body, {
      key,
      ...(sha256 !== undefined && { expected: sha256 }),
      ...(signal && { signal }),
    })
    const target = { path, root: this.#root, temporaryDirectory: this.#temporaryDirectory, ifAbsent: options.ifAbsent }
    const written = await this.#guard(async () => {
      this.#swept ??= removeStaleFiles(this.#temporaryDirectory)
      await this.#swept
      return writeAtomically(hashed.chunks, target)
    })
    return written ? { ok: true, object: { key, ...hashed.result() } } : { ok: false, reason: 'exists' }
  }

  /** Opens the file at the first read, so that a body that nobody reads holds no handle. */
  async *#read(
    path: string,
    { sizeBytes, range, signal }: { sizeBytes: number; range: GetOptions['range']; signal: AbortSignal | undefined },
  ): AsyncGenerator<Uint8Array, void> {
    await using handle = await this.#guard(() => open(path, constants.O_RDONLY | constants.O_NOFOLLOW))
    let position = range?.start ?? 0
    const end = range?.end ?? Number.MAX_SAFE_INTEGER
    while (position <= end) {
      signal?.throwIfAborted()
      // One byte more than there was: of a small object, one read shows that it has ended.
      const left = Math.max(sizeBytes - position, 0) + 1
      const buffer = Buffer.allocUnsafe(Math.min(readChunkBytes, end - position + 1, left))
      const { bytesRead } = await this.#guard(() => handle.read(buffer, 0, buffer.length, position))
      if (bytesRead === 0) return
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
      if (bytesRead < buffer.length && position >= sizeBytes) return
    }
  }

  #pathOf(key: string): string {
    assertObjectKey(key)
    return join(this.#root, ...key.split('/'))
  }

  /** Turns errors of the file system (disk full, no permission, not mounted) into one that says where. */
  async #guard<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (cause) {
      if (!(cause instanceof Error && 'syscall' in cause)) throw cause
      throw new AuraError('object_store_failed', { store: this.url, detail: cause.message }, { cause })
    }
  }
}

function statOf(path: string): Promise<Stats> {
  return new Promise((resolve, reject) => lstat(path, (error, stats) => (error ? reject(error) : resolve(stats))))
}

async function* whole(bytes: Uint8Array, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void> {
  signal?.throwIfAborted()
  if (bytes.length > 0) yield bytes
}

async function ifPresent<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    // ENOTDIR: the key continues below an object, so there is nothing at it.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw error
  }
}
