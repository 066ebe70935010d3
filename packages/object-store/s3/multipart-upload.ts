import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3'
import { assertSaysEncrypted, encryptionInput } from './encryption.ts'
import type { S3Connection } from './s3-connection.ts'

/** An upload that the server knows, and nobody sees. */
export interface MultipartUpload {
  readonly Bucket: string
  readonly Key: string
  readonly UploadId: string | undefined
}

export interface MultipartOptions {
  readonly fullKey: string
  readonly metadata: Record<string, string>
  /** Completes only if there is no object at the key, where the server asks for that. */
  readonly ifAbsent?: boolean
  readonly signal?: AbortSignal | undefined
  /** Resolves to all parts, in order. */
  readonly sendParts: (upload: MultipartUpload) => Promise<CompletedPart[]>
  /** Runs when all parts are there, before the object becomes visible. */
  readonly beforeComplete?: () => Promise<void>
}

const createMs = 30_000
const abortMs = 30_000

/**
 * Makes an object out of parts: all of them or, after any failure, none. Parts that could not even be deleted are found by `abortStaleUploads`.
 */
export async function multipartUpload(connection: S3Connection, options: MultipartOptions): Promise<void> {
  const target = { Bucket: connection.place.bucket, Key: options.fullKey }
  const input = { ...target, Metadata: options.metadata, ...encryptionInput(connection.place) }
  options.signal?.throwIfAborted()
  // Not with the caller's signal: broken off, it could leave an upload on the server that nobody has the id of.
  const begun = await connection.call(AbortSignal.timeout(createMs), (client, sending) =>
    client.send(new CreateMultipartUploadCommand(input), sending),
  )
  const upload = { ...target, UploadId: begun.UploadId }
  try {
    assertSaysEncrypted(connection.place, begun)
    const parts = await options.sendParts(upload)
    await options.beforeComplete?.()
    const completion = {
      ...upload,
      MultipartUpload: { Parts: parts },
      ...(options.ifAbsent && { IfNoneMatch: '*' }),
    }
    await connection.call(options.signal, (client, sending) =>
      client.send(new CompleteMultipartUploadCommand(completion), sending),
    )
  } catch (error) {
    const bound = { abortSignal: AbortSignal.timeout(abortMs) }
    await connection.client.send(new AbortMultipartUploadCommand(upload), bound).catch(() => undefined)
    throw error
  }
}
