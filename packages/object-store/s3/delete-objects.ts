import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3'
import { type CallOptions, type DeleteFailure, listPageMax } from '../object-store.ts'
import type { S3Connection } from './s3-connection.ts'
import { nameOf, statusOf } from './to-store-error.ts'

const singlesAtOnce = 16

/**
 * Deletes at most `listPageMax` objects and returns those that it could not. One by one where the server denies the request for
 * all of them: Ceph 16.2 does not look at the bucket's policy for it. Throws when each of them is denied too.
 */
export async function deleteObjects(
  connection: S3Connection,
  fullKeys: readonly string[],
  options: CallOptions,
): Promise<readonly DeleteFailure[]> {
  if (fullKeys.length > listPageMax) throw new RangeError(`more than ${listPageMax} objects`)
  const Bucket = connection.place.bucket
  const Delete = { Objects: fullKeys.map((Key) => ({ Key })), Quiet: true }
  try {
    const { Errors = [] } = await connection.call(options.signal, (client, sending) =>
      client.send(new DeleteObjectsCommand({ Bucket, Delete }), sending),
    )
    return Errors.map(({ Key: key = '', Code, Message }) => ({
      key,
      detail: [Code, Message].filter(Boolean).join(': '),
    }))
  } catch (error) {
    if (!isDenied(error)) throw error
    const failures = await deleteSingly(connection, fullKeys, options)
    if (failures.length === fullKeys.length) throw error
    return failures
  }
}

async function deleteSingly(
  connection: S3Connection,
  fullKeys: readonly string[],
  options: CallOptions,
): Promise<readonly DeleteFailure[]> {
  const failures: DeleteFailure[] = []
  const deleteOne = async (key: string) => {
    const at = { Bucket: connection.place.bucket, Key: key }
    try {
      await connection.call(options.signal, (client, sending) => client.send(new DeleteObjectCommand(at), sending))
    } catch (error) {
      if (!isDenied(error)) throw error
      failures.push({ key, detail: nameOf(error) })
    }
    options.onProgress?.()
  }
  for (let start = 0; start < fullKeys.length; start += singlesAtOnce) {
    await Promise.all(fullKeys.slice(start, start + singlesAtOnce).map(deleteOne))
  }
  return failures
}

/** Wrong keys are refused with the same status, and for single objects as well. */
function isDenied(error: unknown): boolean {
  return statusOf(error) === 403 && nameOf(error) === 'AccessDenied'
}
