import { Readable } from 'node:stream'
import { keyBytesMax } from '../assert-object-key.ts'
import { type HashedStream, hashStream } from '../hash-stream.ts'
import type { ConditionalPut, ObjectBody, PutOptions, RepeatableBody } from '../object-store.ts'
import { isRepeatable } from '../repeatable-body.ts'
import { assertConditionKept } from './assert-condition-kept.ts'
import { keptHashKeyExtraBytes } from './kept-hash-key.ts'
import { putAtOnce } from './put-at-once.ts'
import { readAhead } from './read-ahead.ts'
import type { S3Connection } from './s3-connection.ts'
import { isThere, newWriteId, type S3Write } from './s3-write.ts'
import { readSpooled, spoolBody } from './spool-body.ts'
import { uploadInParts } from './upload-in-parts.ts'

export interface WriteLimits {
  /** Streams up to this size are sent at once, larger ones in parts of it. */
  readonly partBytes: number
  /** The largest object that S3 takes in one request. */
  readonly singlePutBytesMax: number
}

export interface WriteOptions extends PutOptions {
  readonly key: string
  readonly fullKey: string
  readonly ifAbsent: boolean
  readonly limits: WriteLimits
  /** Runs before an upload in parts. */
  readonly beforeParts: () => Promise<void>
}

/** Writes an object in the way that its size and its condition ask for, hashing it on its way. */
export async function writeObject(
  connection: S3Connection,
  body: ObjectBody,
  options: WriteOptions,
): Promise<ConditionalPut> {
  const { key, limits, signal } = options
  const expected = options.sha256
  const hashed = hashStream(body, { key, ...(expected !== undefined && { expected }), ...(signal && { signal }) })
  const write: S3Write = {
    fullKey: options.fullKey,
    ifAbsent: options.ifAbsent,
    writeId: newWriteId(),
    ...(options.sha256 !== undefined && { sha256: options.sha256 }),
    ...(signal && { signal }),
    ...(options.onProgress && { onProgress: options.onProgress }),
  }
  await using source = await readAhead(hashed.chunks, body instanceof Uint8Array ? Infinity : limits.partBytes)
  const written = source.whole
    ? await putWhole(connection, write, { bytes: source.whole, sha256: hashed.result().sha256 })
    : await writeLarge(connection, write, { whole: body, chunks: source.chunks(), hashed, options })
  return written ? { ok: true, object: { key, ...hashed.result() } } : { ok: false, reason: 'exists' }
}

async function putWhole(
  connection: S3Connection,
  write: S3Write,
  { bytes, sha256 }: { bytes: Uint8Array; sha256: string },
): Promise<boolean> {
  if (write.ifAbsent) await assertConditionKept(connection, write)
  const body = { sizeBytes: bytes.byteLength, sha256, isBuffered: true, open: () => bytes }
  return await putAtOnce(connection, { ...write, sha256 }, body)
}

interface LargeBody {
  /** As it was given. */
  readonly whole: ObjectBody
  /** Its bytes, which are hashed as they are read. */
  readonly chunks: AsyncIterable<Uint8Array>
  readonly hashed: HashedStream
  readonly options: WriteOptions
}

/**
 * In parts. But completing an upload in parts asks for no condition on some servers, so a conditional write goes to
 * disk first and then in one request, whose condition all of them keep. Above what one request may hold (5 GiB),
 * exactly one of *concurrent* writers wins only where completing an upload keeps the condition too. By way of the disk goes
 * also what has so long a key that there is none for its hash. A body that can be read again stands in for its own copy.
 */
async function writeLarge(connection: S3Connection, write: S3Write, body: LargeBody): Promise<boolean> {
  const { partBytes, singlePutBytesMax } = body.options.limits
  const hasRoomBeside = Buffer.byteLength(write.fullKey) + keptHashKeyExtraBytes <= keyBytesMax
  if (!write.ifAbsent && (write.sha256 !== undefined || hasRoomBeside)) {
    await body.options.beforeParts()
    const streamed = { ...write, hashBeside: write.sha256 === undefined }
    return await uploadInParts(connection, streamed, {
      chunks: body.chunks,
      partBytes,
      hash: () => body.hashed.result().sha256,
    })
  }
  if (write.ifAbsent && (await isThere(connection, write))) return false
  await using kept = isRepeatable(body.whole) ? await hashOnly(body.whole, body) : await keepCopy(body.chunks)
  const { sizeBytes, sha256 } = body.hashed.result()
  const known = { ...write, sha256 }
  if (write.ifAbsent) await assertConditionKept(connection, write)
  if (sizeBytes <= singlePutBytesMax) {
    return await putAtOnce(connection, known, {
      sizeBytes,
      sha256,
      isBuffered: false,
      open: () => Readable.from(kept.read(write.onProgress)),
    })
  }
  await body.options.beforeParts()
  return await uploadInParts(connection, known, {
    chunks: kept.read(write.onProgress),
    partBytes,
    sizeBytes,
    hash: () => sha256,
  })
}

/** What can be sent again. */
interface KeptBody extends AsyncDisposable {
  /** From the start, each time. */
  read(onProgress?: () => void): AsyncIterable<Uint8Array>
}

async function keepCopy(chunks: AsyncIterable<Uint8Array>): Promise<KeptBody> {
  const spooled = await spoolBody(chunks)
  return {
    read: (onProgress) => readSpooled(spooled, onProgress),
    [Symbol.asyncDispose]: () => spooled[Symbol.asyncDispose](),
  }
}

/** Reads all of it, and keeps nothing: it is read anew to be sent. */
async function hashOnly(body: RepeatableBody, { chunks }: Pick<LargeBody, 'chunks'>): Promise<KeptBody> {
  for await (const _hashed of chunks);
  return { read: () => body, [Symbol.asyncDispose]: async () => undefined }
}
