import { Readable } from 'node:stream'
import { AbortMultipartUploadCommand, CreateMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { S3Connection } from './s3-connection.ts'
import { isWritten, metadataOf, type S3Write } from './s3-write.ts'
import { nameOf, statusOf } from './to-store-error.ts'

/** Parts in memory at once. */
const partsAtOnce = 4
/** S3's bound on the parts of an object, with room to spare. */
const partsMax = 9_900
const createMs = 30_000
const abortMs = 30_000

/**
 * Writes a stream of any length in parts, holding a few of them; nothing is visible before the last one. When the
 * source or the connection breaks off, the parts are deleted. False when `ifAbsent` and the server saw another object.
 */
export async function uploadInParts(
  connection: S3Connection,
  write: S3Write,
  body: { chunks: AsyncIterable<Uint8Array>; partBytes: number; sizeBytes?: number },
): Promise<boolean> {
  const source = Readable.from(body.chunks, write.signal ? { signal: write.signal } : {})
  const upload = new Upload({
    client: abortable(connection, write.signal),
    params: {
      Bucket: connection.place.bucket,
      Key: write.fullKey,
      Body: source,
      Metadata: metadataOf(write),
      ...(write.ifAbsent && { IfNoneMatch: '*' }),
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
function abortable(connection: S3Connection, signal: AbortSignal | undefined): S3Client {
  const send = async (command: Parameters<S3Client['send']>[0]): Promise<unknown> => {
    if (command instanceof AbortMultipartUploadCommand) {
      const bound = { abortSignal: AbortSignal.timeout(abortMs) }
      return await connection.client.send(command, bound).catch(() => undefined)
    }
    // Broken off, it could leave an upload on the server that nobody has the id of. What follows sees the signal.
    const bound = command instanceof CreateMultipartUploadCommand ? AbortSignal.timeout(createMs) : signal
    return await connection.call(bound, (client, options) => client.send(command, options))
  }
  return Object.assign(Object.create(connection.client) as S3Client, { send })
}
