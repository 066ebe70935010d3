import type { Readable } from 'node:stream'
import { sleep } from '@aura-sign/core'
import { PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import { assertSaysEncrypted, encryptionInput } from './encryption.ts'
import type { S3Connection } from './s3-connection.ts'
import { isWritten, metadataOf, type S3Write } from './s3-write.ts'
import { nameOf, statusOf } from './to-store-error.ts'

/** Bytes that can be sent more than once. */
export interface PutBody {
  readonly sizeBytes: number
  readonly sha256: string
  /** In memory, so that the SDK itself repeats a request that failed. */
  readonly isBuffered: boolean
  /** From the start, each time. */
  open(): Uint8Array | Readable
}

const attemptsMax = 4
const pauseMs = 200

/** Puts an object in one request; false when `ifAbsent` and another one is there. Of concurrent ones, exactly one wins. */
export async function putAtOnce(connection: S3Connection, write: S3Write, body: PutBody): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await send(connection, write, body)
      return true
    } catch (error) {
      if (write.ifAbsent && statusOf(error) === 412) return await isWritten(connection, write)
      if (attempt === attemptsMax || !isWorthAnotherAttempt(error, body)) throw error
    }
    await sleep(pauseMs * 2 ** attempt * (0.5 + Math.random() / 2), write.signal)
  }
}

async function send(connection: S3Connection, write: S3Write, body: PutBody): Promise<void> {
  const content = body.open()
  const input: PutObjectCommandInput = {
    Bucket: connection.place.bucket,
    Key: write.fullKey,
    Body: content,
    ContentLength: body.sizeBytes,
    Metadata: metadataOf(write),
    ...(write.ifAbsent && { IfNoneMatch: '*' }),
    ...encryptionInput(connection.place),
  }
  const command = new PutObjectCommand(input)
  // Signed with the request, so the server compares it with what arrives; and the SDK need not compute it again.
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> }
      request.headers['x-amz-content-sha256'] = body.sha256
      return next(args)
    },
    { step: 'build', name: 'auraContentHash' },
  )
  try {
    const answer = await connection.call(write.signal, (client, options) => client.send(command, options))
    assertSaysEncrypted(connection.place, answer)
  } finally {
    if (!(content instanceof Uint8Array)) content.destroy()
  }
}

/** What the SDK leaves to us: it does not repeat streams, nor conditional writes that met another one (409). */
function isWorthAnotherAttempt(error: unknown, body: PutBody): boolean {
  if (nameOf(error) === 'ConditionalRequestConflict') return true
  if (body.isBuffered) return false
  const status = statusOf(error)
  return status === undefined || status >= 500 || status === 429
}
