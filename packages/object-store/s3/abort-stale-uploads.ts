import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import type { S3Connection } from './s3-connection.ts'

// Longer than any upload may take that is still going on.
const staleAfterMs = 24 * 3_600_000
const pageMax = 1000

/** Deletes the parts that killed writers left below the store's prefix, as far as the account is allowed to. */
export async function abortStaleUploads(connection: S3Connection, now: Date): Promise<void> {
  const { bucket, prefix } = connection.place
  const { client } = connection
  try {
    const page = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, MaxUploads: pageMax }),
    )
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (!Initiated || now.getTime() - Initiated.getTime() < staleAfterMs) continue
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
    }
  } catch {
    // They cost room and nothing else: no reason to fail the write that found them.
  }
}
