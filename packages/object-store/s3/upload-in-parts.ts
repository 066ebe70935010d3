import { Readable } from 'node:stream'
import { sha256Hex } from '@aura-sign/core'
import { type CompletedPart, UploadPartCommand } from '@aws-sdk/client-s3'
import { fillBuffers } from './fill-buffers.ts'
import { keptHashKey } from './kept-hash-key.ts'
import { type MultipartUpload, multipartUpload } from './multipart-upload.ts'
import { putAtOnce } from './put-at-once.ts'
import type { S3Connection } from './s3-connection.ts'
import { isWritten, metadataOf, newWriteId, type S3Write } from './s3-write.ts'
import { nameOf, statusOf } from './to-store-error.ts'

/** Parts in memory at once: one that is filled while the others are sent. */
const partsAtOnce = 3
/** S3's bound on the parts of an object, with room to spare. */
const partsMax = 9_900

export interface PartsBody {
  readonly chunks: AsyncIterable<Uint8Array>
  readonly partBytes: number
  readonly sizeBytes?: number
  /** SHA-256 of `chunks` once they have ended. */
  readonly hash: () => string
}

/**
 * Writes a stream of any length in parts, holding a few of them, in the same few buffers throughout; nothing is visible before the
 * last one. When the source or the connection breaks off, the parts are deleted. False when `ifAbsent` and the server saw another object.
 *
 * The metadata are sent before the first byte. A hash that is not yet known then is kept in an object beside this one, which
 * is there *before* this one becomes visible; the metadata say that it is, and of which write. Other ways fail where this one
 * does not: S3's own checksums of uploads in parts are not in every server (RGW before 19), an ETag is no MD5 of the parts where
 * the server encrypts, changing the metadata afterwards copies the object and leaves a moment without a hash.
 */
export async function uploadInParts(connection: S3Connection, write: S3Write, body: PartsBody): Promise<boolean> {
  try {
    await multipartUpload(connection, {
      fullKey: write.fullKey,
      metadata: metadataOf(write),
      ifAbsent: write.ifAbsent,
      signal: write.signal,
      sendParts: (upload) => sendParts(connection, write, { body, upload }),
      beforeComplete: async () => {
        if (write.hashBeside) await keepHash(connection, write, body.hash())
      },
    })
    return true
  } catch (error) {
    write.signal?.throwIfAborted()
    if (write.ifAbsent && statusOf(error) === 412) return await isWritten(connection, write)
    // Asked twice, because its first answer was lost, a server no longer knows the upload that it completed.
    if (nameOf(error) === 'NoSuchUpload' && (await isWritten(connection, write))) return true
    throw error
  }
}

async function sendParts(
  connection: S3Connection,
  { signal }: S3Write,
  { body, upload }: { body: PartsBody; upload: MultipartUpload },
): Promise<CompletedPart[]> {
  const bufferBytes = Math.max(body.partBytes, Math.ceil((body.sizeBytes ?? 0) / partsMax))
  // The first failure ends the other requests, and the waiting for more of the source.
  const failed = new AbortController()
  const ending = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
  const source = Readable.from(body.chunks, { highWaterMark: 1 })
  const parts: CompletedPart[] = []
  const sending = new Set<Promise<void>>()
  const send = async (bytes: Uint8Array, number: number) => {
    const input = { ...upload, PartNumber: number, Body: bytes, ContentLength: bytes.byteLength }
    const answer = await connection.call(ending, (client, options) =>
      client.send(new UploadPartCommand(input), options),
    )
    parts[number - 1] = { PartNumber: number, ETag: answer.ETag }
  }
  ending.addEventListener('abort', () => source.destroy(errorOf(ending.reason)), { once: true })
  try {
    let number = 0
    for await (const { bytes, giveBack } of fillBuffers(source, { bufferBytes, buffersMax: partsAtOnce })) {
      number += 1
      const sent = send(bytes, number)
        .catch((error: unknown) => failed.abort(error))
        .finally(() => {
          sending.delete(sent)
          giveBack()
        })
      sending.add(sent)
    }
    await Promise.all(sending)
    ending.throwIfAborted()
    return parts
  } catch (error) {
    failed.abort(error)
    await Promise.all(sending)
    throw error
  } finally {
    source.destroy()
  }
}

function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
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
