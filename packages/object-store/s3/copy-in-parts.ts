import { type CompletedPart, UploadPartCopyCommand } from '@aws-sdk/client-s3'
import type { CallOptions } from '../object-store.ts'
import { multipartUpload } from './multipart-upload.ts'
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

/** Copies what is too large for one request, within the server. */
export async function copyInParts(connection: S3Connection, copy: LargeCopy): Promise<void> {
  await multipartUpload(connection, {
    fullKey: copy.fullKey,
    metadata: copy.metadata,
    signal: copy.signal,
    async sendParts(upload) {
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
      return parts
    },
  })
}
