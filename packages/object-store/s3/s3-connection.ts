import { S3Client } from '@aws-sdk/client-s3'
import type { S3Credentials } from '../s3-credentials.ts'
import type { S3Place } from './parse-s3-url.ts'
import { toStoreError } from './to-store-error.ts'

export interface S3ConnectionOptions {
  readonly credentials?: S3Credentials
  /** A connection on which nothing has moved for this long is given up, and the request tried again. */
  readonly silenceMs?: number
  /** Attempts at a request that the server was too busy for or did not answer. */
  readonly attemptsMax?: number
}

const connectMs = 10_000
const silenceMsDefault = 30_000
const attemptsMaxDefault = 4
const socketsMax = 64

/** What a request carries beside its command. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal
}

/** A bucket's client, every failure of which says what to do next. */
export class S3Connection {
  readonly place: S3Place
  readonly client: S3Client

  constructor(place: S3Place, options: S3ConnectionOptions = {}) {
    this.place = place
    this.client = openClient(place, options)
  }

  /** Sends what `run` asks for; throws an AuraError with the SDK's error as its cause, or the signal's reason. */
  async call<T>(
    signal: AbortSignal | undefined,
    run: (client: S3Client, options: SendOptions) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted()
    try {
      return await run(this.client, signal ? { abortSignal: signal } : {})
    } catch (error) {
      signal?.throwIfAborted()
      throw toStoreError(this.place, error)
    }
  }
}

function openClient(place: S3Place, options: S3ConnectionOptions): S3Client {
  const client = new S3Client({
    ...(place.endpoint !== undefined && { endpoint: place.endpoint }),
    ...(place.region !== undefined && { region: place.region }),
    ...(options.credentials && { credentials: { ...options.credentials } }),
    forcePathStyle: place.forcePathStyle,
    followRegionRedirects: true,
    // Servers other than Amazon's refuse the checksums that the SDK would otherwise append to what it sends.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: options.attemptsMax ?? attemptsMaxDefault,
    retryMode: 'standard',
    logger: silent,
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: options.silenceMs ?? silenceMsDefault,
      // It only warns, on a console that is not ours.
      socketAcquisitionWarningTimeout: 2 ** 31 - 1,
      httpAgent: { keepAlive: true, maxSockets: socketsMax },
      httpsAgent: { keepAlive: true, maxSockets: socketsMax },
    },
  })
  noteSigningTime(client)
  return client
}

/** Without it a refusal because of the clock could not say how far off that is. */
function noteSigningTime(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args)
      } catch (error) {
        const headers = headersOf(args.request)
        if (error instanceof Error) Object.assign(error, { signedAt: headers['x-amz-date'] })
        throw error
      }
    },
    { step: 'deserialize', name: 'auraNoteSigningTime', priority: 'high' },
  )
}

function headersOf(request: unknown): Record<string, string> {
  return typeof request === 'object' && request !== null && 'headers' in request
    ? (request.headers as Record<string, string>)
    : {}
}

const ignore = () => undefined
const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore }
