import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { staleBefore } from '../stale-before.ts'
import type { S3Connection } from './s3-connection.ts'

const pageMax = 1000

/** Deletes the parts that killed writers left below the store's prefix, as far as the account is allowed to. */
export async function abortStaleUploads(connection: S3Connection, before = staleBefore(new Date())): Promise<void> {
  const { bucket, prefix } = connection.place
  const { client } = connection
  try {
    const page = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, MaxUploads: pageMax }),
    )
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (!Initiated || Initiated >= before) continue
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
    }
  } catch {
    // They cost room and nothing else: no reason to fail the write that found them.
  }
}
