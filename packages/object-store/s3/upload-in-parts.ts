import { Readable } from 'node:stream'
import { sha256Hex } from '@aura-sign/core'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { assertSaysEncrypted, encryptionInput } from './encryption.ts'
import { keptHashKey } from './kept-hash-key.ts'
import { putAtOnce } from './put-at-once.ts'
import type { S3Connection } from './s3-connection.ts'
import { isWritten, metadataOf, newWriteId, type S3Write } from './s3-write.ts'
import { nameOf, statusOf } from './to-store-error.ts'

/** Parts in memory at once. */
const partsAtOnce = 4
/** S3's bound on the parts of an object, with room to spare. */
const partsMax = 9_900
const createMs = 30_000
const abortMs = 30_000

export interface PartsBody {
  readonly chunks: AsyncIterable<Uint8Array>
  readonly partBytes: number
  readonly sizeBytes?: number
  /** SHA-256 of `chunks` once they have ended. */
  readonly hash: () => string
}

/**
 * Writes a stream of any length in parts, holding a few of them; nothing is visible before the last one. When the
 * source or the connection breaks off, the parts are deleted. False when `ifAbsent` and the server saw another object.
 *
 * The metadata are sent before the first byte. A hash that is not yet known then is kept in an object beside this one, which
 * is there *before* this one becomes visible; the metadata say that it is, and of which write. Other ways fail where this one
 * does not: S3's own checksums of uploads in parts are not in every server (RGW before 19), an ETag is no MD5 of the parts where
 * the server encrypts, changing the metadata afterwards copies the object and leaves a moment without a hash.
 */
export async function uploadInParts(connection: S3Connection, write: S3Write, body: PartsBody): Promise<boolean> {
  const source = Readable.from(body.chunks, write.signal ? { signal: write.signal } : {})
  const upload = new Upload({
    client: abortable(connection, write.signal, async () => {
      if (write.hashBeside) await keepHash(connection, write, body.hash())
    }),
    params: {
      Bucket: connection.place.bucket,
      Key: write.fullKey,
      Body: source,
      Metadata: metadataOf(write),
      ...(write.ifAbsent && { IfNoneMatch: '*' }),
      ...encryptionInput(connection.place),
    },
    partSize: Math.max(body.partBytes, Math.ceil((body.sizeBytes ?? 0) / partsMax)),
    queueSize: partsAtOnce,
    leavePartsOnError: false,
  })
  try {
    await upload.done()
    return true
  } catch (error) {
    write.signal?.throwIfAborted()
    if (write.ifAbsent && statusOf(error) === 412) return await isWritten(connection, write)
    // Asked twice, because its first answer was lost, a server no longer knows the upload that it completed.
    if (nameOf(error) === 'NoSuchUpload' && (await isWritten(connection, write))) return true
    throw error
  } finally {
    source.destroy()
  }
}

/**
 * The client, whose requests end with the signal: the library aborts only its own waiting. Deleting the parts has a
 * bound of its own and must not hide why they are deleted; what stays is found by `abortStaleUploads`.
 */
function abortable(
  connection: S3Connection,
  signal: AbortSignal | undefined,
  beforeComplete: () => Promise<void>,
): S3Client {
  const send = async (command: Parameters<S3Client['send']>[0]): Promise<unknown> => {
    if (command instanceof AbortMultipartUploadCommand) {
      const bound = { abortSignal: AbortSignal.timeout(abortMs) }
      return await connection.client.send(command, bound).catch(() => undefined)
    }
    if (command instanceof CompleteMultipartUploadCommand) await beforeComplete()
    // Broken off, it could leave an upload on the server that nobody has the id of. What follows sees the signal.
    if (command instanceof CreateMultipartUploadCommand) {
      const bound = AbortSignal.timeout(createMs)
      const answer = await connection.call(bound, (client, options) => client.send(command, options))
      // Before the first byte; what was begun holds nothing, and is found by `abortStaleUploads`.
      assertSaysEncrypted(connection.place, answer)
      return answer
    }
    return await connection.call(signal, (client, options) => client.send(command, options))
  }
  return Object.assign(Object.create(connection.client) as S3Client, { send })
}

async function keepHash(connection: S3Connection, write: S3Write, sha256: string): Promise<void> {
  const bytes = Buffer.from(`${sha256}\n`)
  const body = { sizeBytes: bytes.byteLength, sha256: sha256Hex(bytes), isBuffered: true, open: () => bytes }
  const beside: S3Write = {
    fullKey: keptHashKey(write.fullKey, write.writeId),
    ifAbsent: false,
    writeId: newWriteId(),
    ...(write.signal && { signal: write.signal }),
  }
  await putAtOnce(connection, beside, body)
}
