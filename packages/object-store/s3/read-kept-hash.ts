import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import type { CallOptions } from '../object-store.ts'
import { keptHashKey } from './kept-hash-key.ts'
import type { S3Connection } from './s3-connection.ts'
import { metadataNames } from './s3-write.ts'
import { nameOf, statusOf } from './to-store-error.ts'

/** Undefined: the writer kept none; null: it did, and it is no longer there. */
export type KeptHash = string | null | undefined

const keptBytesMax = 128

/** The hash that the writer kept for an object: in its metadata, or in an object beside it where they say so. */
export async function readKeptHash(
  connection: S3Connection,
  found: { fullKey: string; metadata: Record<string, string> | undefined },
  { signal }: CallOptions,
): Promise<KeptHash> {
  const { fullKey, metadata = {} } = found
  const beside = metadata[metadataNames.hashBeside]
  if (beside === undefined) return metadata[metadataNames.sha256]
  const at = { Bucket: connection.place.bucket, Key: keptHashKey(fullKey, beside), Range: `bytes=0-${keptBytesMax}` }
  try {
    const kept = await connection.call(signal, async (client, options) => {
      const answer = await client.send(new GetObjectCommand(at), options)
      return (await buffer(answer.Body as Readable)).toString('latin1').trim()
    })
    return /^[0-9a-f]{64}$/.test(kept) ? kept : null
  } catch (error) {
    // 416: there is nothing in it.
    if (nameOf(error) === 'NoSuchKey' || statusOf(error) === 416) return null
    throw error
  }
}
