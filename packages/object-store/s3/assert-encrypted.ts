import { PutObjectCommand } from '@aws-sdk/client-s3'
import { reservedPrefix } from '../assert-object-key.ts'
import type { CallOptions } from '../object-store.ts'
import { assertSaysEncrypted, encryptionInput, encryptionMissing } from './encryption.ts'
import type { S3Connection } from './s3-connection.ts'
import { nameOf, statusOf } from './to-store-error.ts'

/** No key that the store takes or lists; empty, and written over each time. */
const encryptionProbeKey = `${reservedPrefix}encryption-probe`

/**
 * Throws `object_store_encryption_missing` when the URL asks for encryption at rest and the server refuses it, or does not
 * say that it does it.
 */
export async function assertEncrypted(connection: S3Connection, { signal }: CallOptions): Promise<void> {
  const { place } = connection
  if (!place.encryption) return
  const at = { Bucket: place.bucket, Key: place.prefix + encryptionProbeKey }
  const command = new PutObjectCommand({ ...at, Body: new Uint8Array(), ...encryptionInput(place) })
  const answer = await connection
    .call(signal, (client, options) => client.send(command, options))
    .catch((error: unknown) => {
      const status = statusOf(error)
      if (status !== 400 && status !== 501) throw error
      const { message = '' } = (error as Error).cause as Error
      const detail = [`HTTP ${status} ${nameOf(error)}`, message.replace(/^UnknownError$/, '')]
        .filter(Boolean)
        .join(': ')
      throw encryptionMissing(place, detail, { cause: error })
    })
  assertSaysEncrypted(place, answer)
}
