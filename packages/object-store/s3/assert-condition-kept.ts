import { AuraError } from '@aura-sign/core'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { reservedPrefix } from '../assert-object-key.ts'
import type { CallOptions } from '../object-store.ts'
import type { S3Connection } from './s3-connection.ts'
import { statusOf } from './to-store-error.ts'

/** No key that the store takes or lists. It stays: deleting it would leave a marker each time where versions are kept. */
export const conditionProbeKey = `${reservedPrefix}condition-probe`

/**
 * Throws `object_store_condition_ignored` when the server writes over an object although `If-None-Match: *` forbids it, as Ceph
 * 16.2 does in a bucket with versions, and servers that do not know the header do anywhere. Nothing in the answer to such a
 * write tells: only a write that has to be refused does, here one of an empty object that is there already.
 */
export async function assertConditionKept(connection: S3Connection, { signal }: CallOptions): Promise<void> {
  const { bucket, prefix, url } = connection.place
  const input = { Bucket: bucket, Key: prefix + conditionProbeKey, Body: new Uint8Array(), IfNoneMatch: '*' }
  // The first one of all makes the object that the next ones have to leave alone.
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    try {
      await connection.call(signal, (client, options) => client.send(new PutObjectCommand(input), options))
    } catch (error) {
      // 409: it met another one, which the server would not notice without looking.
      if (statusOf(error) === 412 || statusOf(error) === 409) return
      throw error
    }
  }
  throw new AuraError('object_store_condition_ignored', { store: url, bucket })
}
