import { AuraError } from '@aura-sign/core'
import type { S3Place } from './parse-s3-url.ts'

const refusedCredentials = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
  'ExpiredToken',
  'TokenRefreshRequired',
]
const skewedClock = ['RequestTimeTooSkewed', 'RequestInTheFuture', 'RequestExpired']
const unreachable =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|CERT_.*|ERR_TLS_.*|.*_CERT.*|EPROTO)$/

/** What the SDK leaves on its errors. */
interface SdkError extends Error {
  readonly code?: unknown
  readonly signedAt?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number }
  readonly $response?: { readonly headers?: Record<string, string> }
}

/** An error of the SDK as one of the catalogue, with the next step. */
export function toStoreError(place: S3Place, error: unknown): AuraError {
  if (error instanceof AuraError) return error
  const cause = error instanceof Error ? (error as SdkError) : new Error(String(error))
  const store = place.url
  const options = { cause }
  if (cause.name === 'CredentialsProviderError')
    return new AuraError('object_store_credentials_missing', { store }, options)
  if (refusedCredentials.includes(cause.name)) {
    return new AuraError('object_store_credentials_refused', { store, detail: cause.name }, options)
  }
  if (skewedClock.includes(cause.name)) {
    return new AuraError('object_store_clock_skewed', { store, skew: describeSkew(cause) }, options)
  }
  if (cause.name === 'NoSuchBucket')
    return new AuraError('object_store_bucket_missing', { store, bucket: place.bucket }, options)
  if (statusOf(cause) === 403) return new AuraError('object_store_access_denied', { store }, options)
  if (cause.name === 'TimeoutError' || unreachable.test(codeOf(cause))) {
    const endpoint = place.endpoint ?? 'Amazon S3'
    return new AuraError('object_store_unreachable', { endpoint, detail: describe(cause) }, options)
  }
  return new AuraError('object_store_failed', { store, detail: describe(cause) }, options)
}

/** The HTTP status that an S3 server answered with; undefined when it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const failure = (error instanceof AuraError ? error.cause : error) as SdkError | undefined
  return failure?.$metadata?.httpStatusCode
}

/** The S3 error code (`NoSuchKey`, …) or the name of another failure. */
export function nameOf(error: unknown): string {
  const failure = error instanceof AuraError ? error.cause : error
  return failure instanceof Error ? failure.name : ''
}

function describe(cause: SdkError): string {
  const status = statusOf(cause)
  const attempts = cause.$metadata?.attempts ?? 1
  const tries = attempts > 1 ? ` (after ${attempts} attempts)` : ''
  // A page of a proxy or another server on that port, which the SDK cannot parse.
  if ('$responseBodyText' in cause || /Deserialization error/.test(cause.message)) {
    return `the answer with HTTP status ${status} is not one of S3${tries}`
  }
  const code = codeOf(cause)
  const text = [
    status === undefined ? code : `HTTP ${status} ${cause.name}`,
    cause.message.replace(/^UnknownError$/, ''),
  ]
    .filter(Boolean)
    .join(': ')
  return `${text.replace('@smithy/node-http-handler - ', '')}${tries}`
}

function codeOf(cause: SdkError): string {
  return typeof cause.code === 'string' ? cause.code : ''
}

/** How far the clock that signed the request is from the server's. */
function describeSkew(cause: SdkError): string {
  const server = Date.parse(cause.$response?.headers?.date ?? '')
  const signed = Date.parse(
    String(cause.signedAt).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (Number.isNaN(server) || Number.isNaN(signed)) return 'more than 15 minutes away from'
  const minutes = Math.round(Math.abs(signed - server) / 60_000)
  return `${minutes} minutes ${signed > server ? 'ahead of' : 'behind'}`
}
