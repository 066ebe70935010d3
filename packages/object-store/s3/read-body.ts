import type { Readable } from 'node:stream'
import { AuraError } from '@aura-sign/core'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import type { S3Connection } from './s3-connection.ts'

export interface BodyRead {
  /** The answer to the first request. */
  readonly body: Readable
  readonly fullKey: string
  /** Guards the object's identity when reading goes on in another request. */
  readonly etag: string | undefined
  /** The bytes that `body` holds, by their places in the object. */
  readonly start: number
  readonly sizeBytes: number
  readonly signal?: AbortSignal
}

/** Connections lost in a row, without a byte between them, before a read fails. */
const resumesMax = 4
/** After this long without a reader the connection goes back; reading later opens another. */
const unreadMs = 60_000

/**
 * The bytes of an object, all of them or an error. A connection that breaks is followed by a request for the rest, of
 * the same version of the object.
 */
export function readBody(connection: S3Connection, read: BodyRead): AsyncIterable<Uint8Array> {
  const timer = new UnreadTimer(read.body)
  return resumed(connection, read, timer)
}

async function* resumed(
  connection: S3Connection,
  read: BodyRead,
  timer: UnreadTimer,
): AsyncGenerator<Uint8Array, void> {
  let received = 0
  let resumes = 0
  let cause: unknown
  for (;;) {
    const body = timer.body
    try {
      timer.stop()
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        received += chunk.byteLength
        resumes = 0
        timer.start()
        yield chunk
        timer.stop()
      }
    } catch (error) {
      cause = error
    } finally {
      timer.stop()
      body.destroy()
    }
    read.signal?.throwIfAborted()
    if (received === read.sizeBytes) return
    resumes += 1
    if (received > read.sizeBytes || resumes > resumesMax) throw brokenOff(connection, read, { received, cause })
    timer.body = await openRest(connection, read, received)
  }
}

async function openRest(connection: S3Connection, read: BodyRead, received: number): Promise<Readable> {
  const range = `bytes=${read.start + received}-${read.start + read.sizeBytes - 1}`
  const answer = await connection.call(read.signal, (client, options) =>
    client.send(
      new GetObjectCommand({
        Bucket: connection.place.bucket,
        Key: read.fullKey,
        Range: range,
        ...(read.etag !== undefined && { IfMatch: read.etag }),
      }),
      options,
    ),
  )
  return answer.Body as Readable
}

function brokenOff(
  connection: S3Connection,
  read: BodyRead,
  { received, cause }: { received: number; cause: unknown },
): AuraError {
  const reason = cause instanceof Error ? ` (${cause.message})` : ''
  const detail = `the connection broke off after ${received} of ${read.sizeBytes} bytes of ${read.fullKey}${reason}`
  return new AuraError('object_store_failed', { store: connection.place.url, detail }, { cause })
}

/** Frees the connection of a body that nobody goes on reading. */
class UnreadTimer {
  body: Readable
  #timer: NodeJS.Timeout | undefined

  constructor(body: Readable) {
    this.body = body
    // A connection may break before anybody reads; the reader finds out then.
    body.on('error', () => undefined)
    this.start()
  }

  start(): void {
    this.stop()
    this.#timer = setTimeout(() => this.body.destroy(), unreadMs).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
