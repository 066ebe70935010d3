import { randomUUID } from 'node:crypto'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import type { CallOptions } from '../object-store.ts'
import type { S3Connection } from './s3-connection.ts'
import { statusOf } from './to-store-error.ts'

/** One write of one object. */
export interface S3Write extends CallOptions {
  readonly fullKey: string
  /** Only if there is no object at the key. */
  readonly ifAbsent: boolean
  /** Hash of the bytes, where it is known before they are sent. */
  readonly sha256?: string
  /** Kept beside the object: tells this write from every other. */
  readonly writeId: string
}

/** Names in the object's metadata. */
export const metadataNames = { sha256: 'sha256', writeId: 'write-id' }

export function newWriteId(): string {
  return randomUUID()
}

export function metadataOf(write: S3Write): Record<string, string> {
  return {
    [metadataNames.writeId]: write.writeId,
    ...(write.sha256 !== undefined && { [metadataNames.sha256]: write.sha256 }),
  }
}

/** Whether there is an object at the key. */
export async function isThere(connection: S3Connection, write: S3Write): Promise<boolean> {
  return (await readMetadata(connection, write)) !== null
}

/**
 * Whether the object at the key is what this write wrote. A server whose answer was lost on its way refuses the second
 * attempt, because of the first one: without this look, the winner would be told that it lost.
 */
export async function isWritten(connection: S3Connection, write: S3Write): Promise<boolean> {
  const metadata = await readMetadata(connection, write)
  return metadata?.[metadataNames.writeId] === write.writeId
}

async function readMetadata(connection: S3Connection, write: S3Write): Promise<Record<string, string> | null> {
  try {
    const found = await connection.call(write.signal, (client, options) =>
      client.send(new HeadObjectCommand({ Bucket: connection.place.bucket, Key: write.fullKey }), options),
    )
    return found.Metadata ?? {}
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}
