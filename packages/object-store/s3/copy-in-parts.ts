import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import type { CallOptions } from '../object-store.ts'
import { assertSaysEncrypted, encryptionInput } from './encryption.ts'
import type { S3Connection } from './s3-connection.ts'

export interface LargeCopy extends CallOptions {
  /** Bucket and key of what is copied, encoded for the header. */
  readonly source: string
  readonly sourceEtag: string | undefined
  readonly sizeBytes: number
  readonly metadata: Record<string, string>
  readonly fullKey: string
  readonly partBytes: number
}

const createMs = 30_000
const abortMs = 30_000

/** Copies what is too large for one request, within the server. */
export async function copyInParts(connection: S3Connection, copy: LargeCopy): Promise<void> {
  const target = { Bucket: connection.place.bucket, Key: copy.fullKey }
  // Not with the caller's signal: broken off, it could leave an upload on the server that nobody has the id of.
  const input = { ...target, Metadata: copy.metadata, ...encryptionInput(connection.place) }
  const begun = await connection.call(AbortSignal.timeout(createMs), (client, options) =>
    client.send(new CreateMultipartUploadCommand(input), options),
  )
  const upload = { ...target, UploadId: begun.UploadId }
  try {
    assertSaysEncrypted(connection.place, begun)
    const parts: CompletedPart[] = []
    for (let start = 0; start < copy.sizeBytes; start += copy.partBytes) {
      const end = Math.min(start + copy.partBytes, copy.sizeBytes) - 1
      const part = {
        ...upload,
        PartNumber: parts.length + 1,
        CopySource: copy.source,
        CopySourceRange: `bytes=${start}-${end}`,
        // Parts of two versions would make a third that nobody wrote.
        ...(copy.sourceEtag !== undefined && { CopySourceIfMatch: copy.sourceEtag }),
      }
      const answer = await connection.call(copy.signal, (client, options) =>
        client.send(new UploadPartCopyCommand(part), options),
      )
      copy.onProgress?.()
      parts.push({ PartNumber: part.PartNumber, ETag: answer.CopyPartResult?.ETag })
    }
    await connection.call(copy.signal, (client, options) =>
      client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }), options),
    )
  } catch (error) {
    const bound = { abortSignal: AbortSignal.timeout(abortMs) }
    await connection.client.send(new AbortMultipartUploadCommand(upload), bound).catch(() => undefined)
    throw error
  }
}
