import { randomUUID } from 'node:crypto'
import type { CallOptions } from '../object-store.ts'
import { readHead } from './read-head.ts'
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
  /** The hash will be kept in an object of its own, for it is known only when all bytes are sent. */
  readonly hashBeside?: boolean
}

/** Names in the object's metadata. */
export const metadataNames = { sha256: 'sha256', hashBeside: 'sha256-beside', writeId: 'write-id' }

export function newWriteId(): string {
  return randomUUID()
}

export function metadataOf(write: S3Write): Record<string, string> {
  return {
    [metadataNames.writeId]: write.writeId,
    ...(write.sha256 !== undefined && { [metadataNames.sha256]: write.sha256 }),
    ...(write.hashBeside && { [metadataNames.hashBeside]: write.writeId }),
  }
}

/** A key as it was before a listing encoded it. */
export function decodeListedKey(page: { readonly EncodingType?: string | undefined }, text: string): string {
  return page.EncodingType === 'url' ? decodeURIComponent(text.replaceAll('+', ' ')) : text
}

/** Whether there is an object at the key. */
export async function isThere(connection: S3Connection, write: S3Write): Promise<boolean> {
  return (await readHead(connection, write.fullKey, write)) !== null
}

/**
 * Whether the object at the key is what this write wrote; false too where the account may not look, as one that only adds. A server whose answer was lost on its way refuses the second
 * attempt, because of the first one: without this look, the winner would be told that it lost.
 */
export async function isWritten(connection: S3Connection, write: S3Write): Promise<boolean> {
  const found = await readHead(connection, write.fullKey, write).catch((error: unknown) => {
    if (statusOf(error) === 403) return null
    throw error
  })
  return found?.Metadata?.[metadataNames.writeId] === write.writeId
}
