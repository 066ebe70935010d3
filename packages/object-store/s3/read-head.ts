import type { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import type { CallOptions } from '../object-store.ts'
import type { S3Connection } from './s3-connection.ts'
import { nameOf, statusOf } from './to-store-error.ts'

/** What the server knows about an object; null when there is none. */
export async function readHead(
  connection: S3Connection,
  fullKey: string,
  { signal }: CallOptions,
): Promise<HeadObjectCommandOutput | null> {
  const at = { Bucket: connection.place.bucket, Key: fullKey }
  try {
    return await connection.call(signal, (client, options) => client.send(new HeadObjectCommand(at), options))
  } catch (error) {
    const status = statusOf(error)
    if (status === undefined || status < 400 || status >= 500) throw error
  }
  // An answer to HEAD has no body, and so does not tell a missing object from a missing bucket; one to GET does.
  try {
    const found = await connection.call(signal, (client, options) => client.send(new GetObjectCommand(at), options))
    ;(found.Body as Readable).destroy()
    return found
  } catch (error) {
    if (nameOf(error) === 'NoSuchKey') return null
    throw error
  }
}
