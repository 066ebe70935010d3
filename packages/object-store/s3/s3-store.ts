import type { Readable } from 'node:stream'
import { AuraError } from '@aura-sign/core'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3'
import { assertObjectKey, isObjectKey, isStranger, keyBytesMax } from '../assert-object-key.ts'
import { hashStream } from '../hash-stream.ts'
import { isKeyBefore } from '../is-key-before.ts'
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
import { abortStaleUploads } from './abort-stale-uploads.ts'
import { assertConditionKept } from './assert-condition-kept.ts'
import { assertEncrypted } from './assert-encrypted.ts'
import { copyInParts } from './copy-in-parts.ts'
import { deleteKeptHashes, findKeptHashes } from './delete-kept-hashes.ts'
import { deleteObjects } from './delete-objects.ts'
import { assertSaysEncrypted, encryptionInput, isEncryptionMissing } from './encryption.ts'
import type { S3Place } from './parse-s3-url.ts'
import { readBody } from './read-body.ts'
import { readHead } from './read-head.ts'
import { type KeptHash, readKeptHash } from './read-kept-hash.ts'
import { S3Connection, type S3ConnectionOptions } from './s3-connection.ts'
import { decodeListedKey, metadataNames } from './s3-write.ts'
import { nameOf, statusOf } from './to-store-error.ts'
import { type WriteLimits, writeObject } from './write-object.ts'

export interface S3StoreOptions extends S3ConnectionOptions {
  /** Smaller ones make the paths of large objects cheap to test. */
  readonly limits?: Partial<S3Limits>
}

interface S3Limits extends WriteLimits {
  /** Larger objects are copied in parts of `copyPartBytes`: one request would be silent for too long. */
  readonly copyBytesMax: number
  readonly copyPartBytes: number
}

const mebibyte = 2 ** 20
const defaultLimits: S3Limits = {
  partBytes: 8 * mebibyte,
  singlePutBytesMax: 5 * 1024 * mebibyte,
  copyBytesMax: 1024 * mebibyte,
  copyPartBytes: 512 * mebibyte,
}

/**
 * Objects in a bucket, below a prefix. Every one that it wrote has its SHA-256 kept, in its metadata or, when it was streamed in
 * parts, in an object beside it (`kept-hash-key.ts`), and is compared with that when it is read whole. Holds
 * no resource that keeps a process from ending.
 */
export class S3Store implements ObjectStore {
  readonly url: string
  readonly connection: S3Connection
  readonly #place: S3Place
  readonly #limits: S3Limits
  #swept: Promise<void> | undefined
  #encrypts = false

  constructor(place: S3Place, options: S3StoreOptions = {}) {
    this.url = place.url
    this.#place = place
    this.#limits = { ...defaultLimits, ...options.limits }
    this.connection = new S3Connection(place, options)
  }

  async put(key: string, body: ObjectBody, options: PutOptions = {}): Promise<WrittenObject> {
    const written = await this.#write(key, body, { ...options, ifAbsent: false })
    if (!written.ok) throw new AuraError('object_store_failed', { store: this.url, detail: `${key} exists` })
    return written.object
  }

  async putIfAbsent(key: string, body: ObjectBody, options: PutOptions = {}): Promise<ConditionalPut> {
    return await this.#write(key, body, { ...options, ifAbsent: true })
  }

  async assertConditionKept(options: CallOptions = {}): Promise<void> {
    await assertConditionKept(this.connection, options)
  }

  async assertEncrypted(options: CallOptions = {}): Promise<void> {
    await assertEncrypted(this.connection, options)
  }

  async get(key: string, options: GetOptions = {}): Promise<StoredObject | null> {
    const { range, signal } = options
    const at = this.#at(key)
    // A range that ends before it starts is no range to a server, which would send everything.
    if (range?.end !== undefined && range.end < range.start) return await this.#nothingOf(key, options)
    const Range = range && `bytes=${range.start}-${range.end ?? ''}`
    let answer: GetObjectCommandOutput
    try {
      answer = await this.#call(options, (client, sending) =>
        client.send(new GetObjectCommand({ ...at, ...(Range && { Range }) }), sending),
      )
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return null
      if (statusOf(error) === 416) return await this.#nothingOf(key, options)
      throw error
    }
    const body = answer.Body as Readable
    const isUnchecked = range !== undefined || options.sha256 !== undefined
    const kept = isUnchecked
      ? answer.Metadata?.[metadataNames.sha256]
      : await whileHolding(body, () => this.#keptHash(at.Key, answer.Metadata, options))
    if (kept === null) {
      body.destroy()
      // Deleted since the answer, and the hash with it; or else nobody can tell whether these are the bytes that were put.
      if (!(await readHead(this.connection, at.Key, options))) return null
      throw new AuraError('object_hash_missing', { key, store: this.url })
    }
    const head = headOf(key, answer, kept, answer.ContentRange)
    const chunks = readBody(this.connection, {
      body,
      fullKey: at.Key,
      etag: answer.ETag,
      start: range?.start ?? 0,
      sizeBytes: answer.ContentLength ?? 0,
      ...(signal && { signal }),
    })
    const expected = options.sha256 ?? head.sha256
    if (expected === undefined || range) return { head, body: chunks }
    return { head, body: hashStream(chunks, { key, expected }).chunks }
  }

  async head(key: string, options: CallOptions = {}): Promise<ObjectHead | null> {
    const found = await readHead(this.connection, this.#at(key).Key, options)
    return found && headOf(key, found, await this.#keptHash(this.#at(key).Key, found.Metadata, options))
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ObjectPage> {
    const base = this.#place.prefix
    const { after } = options
    const input = {
      Bucket: this.#place.bucket,
      Prefix: base + prefix,
      MaxKeys: Math.min(Math.max(options.limit ?? listPageMax, 1), listPageMax),
      // Not every character that a key may hold can be in XML.
      EncodingType: 'url' as const,
      // Also after the empty key, which is a marker that others put where the store's prefix begins.
      ...(after !== undefined && { StartAfter: base + after }),
    }
    const page = await this.#call(options, (client, sending) => client.send(new ListObjectsV2Command(input), sending))
    const found = (page.Contents ?? []).map((object) => ({
      key: decodeListedKey(page, object.Key ?? '').slice(base.length),
      sizeBytes: object.Size ?? 0,
      modifiedAt: object.LastModified ?? new Date(0),
    }))
    const next = page.IsTruncated ? found.at(-1)?.key : null
    if (next === undefined || (next !== null && after !== undefined && !isKeyBefore(after, next))) {
      const detail = `its listing after ${JSON.stringify(after ?? '')} goes on without getting any further`
      throw new AuraError('object_store_failed', { store: this.url, detail })
    }
    for (const { key } of found) if (isStranger(key)) options.onStranger?.(key)
    return {
      // What others put there under keys of their own, such as markers of folders, is nothing that this store could get.
      objects: found.filter(({ key }) => isObjectKey(key) && (options.wants?.(key) ?? true)),
      next,
    }
  }

  async copy(from: string, to: string, options: CallOptions = {}): Promise<ObjectHead | null> {
    const [source, target] = [this.#at(from), this.#at(to)]
    const found = await readHead(this.connection, source.Key, options)
    if (!found) return null
    // S3 refuses to copy an object onto itself.
    const kept = await this.#keptHash(source.Key, found.Metadata, options)
    if (from === to) return headOf(to, found, kept)
    await this.#askOnce(options)
    try {
      const copied = await this.#copyWithin(found, { source, target, kept, options })
      if (!copied) return null
    } catch (error) {
      if (!isEncryptionMissing(this.#place, error)) throw error
      // Ceph copies nothing into encrypted objects: it leaves the copy plain without a word, or says 501.
      const read = await this.get(from, options)
      if (!read) return null
      const { sha256 } = read.head
      const body = noting(read.body, options.onProgress)
      await this.put(to, body, { ...options, ...(sha256 !== undefined && { sha256 }) })
    }
    return await this.head(to, options)
  }

  async delete(key: string, options: CallOptions = {}): Promise<void> {
    const at = this.#at(key)
    const hashes = await findKeptHashes(this.connection, [at.Key], options)
    await this.#call(options, (client, sending) => client.send(new DeleteObjectCommand(at), sending))
    await deleteKeptHashes(this.connection, hashes, options)
  }

  async deleteMany(keys: readonly string[], options: CallOptions = {}): Promise<readonly DeleteFailure[]> {
    const all = keys.map((key) => this.#at(key).Key)
    const failures: DeleteFailure[] = []
    for (let start = 0; start < all.length; start += listPageMax) {
      const page = all.slice(start, start + listPageMax)
      const hashes = new Map(await findKeptHashes(this.connection, page, options))
      for (const { key: fullKey, detail } of await deleteObjects(this.connection, page, options)) {
        failures.push({ key: fullKey.slice(this.#place.prefix.length), detail })
        hashes.delete(fullKey)
      }
      await deleteKeptHashes(this.connection, hashes, options)
    }
    return failures
  }

  /** False when there is nothing to copy any more. */
  async #copyWithin(
    found: HeadObjectCommandOutput,
    { source, target, kept, options }: { source: At; target: At; kept: KeptHash; options: CallOptions },
  ): Promise<boolean> {
    const metadata = copiedMetadata(found.Metadata, kept)
    const encoded = `${source.Bucket}/${source.Key}`.split('/').map(encodeURIComponent).join('/')
    const sizeBytes = found.ContentLength ?? 0
    if (sizeBytes > this.#limits.copyBytesMax) {
      await copyInParts(this.connection, {
        ...options,
        source: encoded,
        sourceEtag: found.ETag,
        sizeBytes,
        metadata,
        fullKey: target.Key,
        partBytes: this.#limits.copyPartBytes,
      })
    } else {
      // The hash is of the version that was looked at.
      const replaced = metadata[metadataNames.hashBeside] === undefined &&
        found.Metadata?.[metadataNames.hashBeside] !== undefined && {
          MetadataDirective: 'REPLACE' as const,
          Metadata: metadata,
          ...(found.ContentType !== undefined && { ContentType: found.ContentType }),
          ...(found.ETag !== undefined && { CopySourceIfMatch: found.ETag }),
        }
      try {
        const input = { ...target, CopySource: encoded, ...replaced, ...encryptionInput(this.#place) }
        const answer = await this.#call(options, (client, sending) =>
          client.send(new CopyObjectCommand(input), sending),
        )
        assertSaysEncrypted(this.#place, answer)
      } catch (error) {
        // Deleted since the look at it.
        if (nameOf(error) === 'NoSuchKey') return false
        throw error
      }
    }
    return true
  }

  async sweep({ before }: SweepOptions): Promise<void> {
    await abortStaleUploads(this.connection, before)
  }

  async #write(key: string, body: ObjectBody, options: PutOptions & { ifAbsent: boolean }): Promise<ConditionalPut> {
    const fullKey = this.#at(key).Key
    await this.#askOnce(options)
    return await writeObject(this.connection, body, {
      ...options,
      key,
      fullKey,
      limits: this.#limits,
      beforeParts: () => {
        this.#swept ??= abortStaleUploads(this.connection)
        return this.#swept
      },
    })
  }

  /** Whether the server encrypts, before the first write; again after a question that it did not answer. */
  async #askOnce(options: CallOptions): Promise<void> {
    if (this.#encrypts || !this.#place.encryption) return
    await assertEncrypted(this.connection, options)
    this.#encrypts = true
  }

  #call<T>(options: CallOptions, run: Parameters<typeof S3Connection.prototype.call<T>>[1]): Promise<T> {
    return this.connection.call(options.signal, run)
  }

  #keptHash(fullKey: string, metadata: Metadata, options: CallOptions): Promise<KeptHash> {
    return readKeptHash(this.connection, { fullKey, metadata }, options)
  }

  async #nothingOf(key: string, options: CallOptions): Promise<StoredObject | null> {
    const head = await this.head(key, options)
    return head && { head, body: hashStream(new Uint8Array(), { key }).chunks }
  }

  #at(key: string): { Bucket: string; Key: string } {
    assertObjectKey(key)
    const full = this.#place.prefix + key
    if (Buffer.byteLength(full) > keyBytesMax) {
      const problem = `with the store's prefix it is longer than ${keyBytesMax} bytes`
      throw new AuraError('object_key_invalid', { key: JSON.stringify(key.slice(0, 200)), problem })
    }
    return { Bucket: this.#place.bucket, Key: full }
  }
}

async function* noting(body: AsyncIterable<Uint8Array>, onProgress?: () => void): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body) {
    onProgress?.()
    yield chunk
  }
}

/** An object, as commands name it. */
type At = { readonly Bucket: string; readonly Key: string }

type Metadata = Record<string, string> | undefined

function headOf(
  key: string,
  found: HeadObjectCommandOutput | GetObjectCommandOutput,
  sha256: KeptHash,
  range?: string,
): ObjectHead {
  const wholeBytes = range === undefined ? found.ContentLength : Number(range.slice(range.lastIndexOf('/') + 1))
  return {
    key,
    sizeBytes: wholeBytes ?? 0,
    modifiedAt: found.LastModified ?? new Date(0),
    ...(typeof sha256 === 'string' && { sha256 }),
  }
}

/** A copy has its hash in its own metadata, for by now it is known. One that is lost, nobody knows for the copy either. */
function copiedMetadata(metadata: Metadata = {}, kept: KeptHash): Record<string, string> {
  const { [metadataNames.hashBeside]: beside, ...others } = metadata
  return beside === undefined || typeof kept !== 'string' ? metadata : { ...others, [metadataNames.sha256]: kept }
}

/** A body that waits to be read; given up when what it waits for fails. */
async function whileHolding<T>(body: Readable, run: () => Promise<T>): Promise<T> {
  // Its connection may break meanwhile; the reader finds out then.
  body.on('error', () => undefined)
  try {
    return await run()
  } catch (error) {
    body.destroy()
    throw error
  }
}
