import { AuraError, redactUrl } from '@aura-sign/core'

/** Where an S3 store is. */
export interface S3Place {
  /** For people and logs. */
  readonly url: string
  readonly bucket: string
  /** Before every key: empty, or ends with a slash. */
  readonly prefix: string
  /** Absent: Amazon's. */
  readonly endpoint?: string
  /** Absent: what the environment of the AWS SDK says. */
  readonly region?: string
  readonly forcePathStyle: boolean
  /** What the server is asked to do with each object before it keeps it; absent: what it does by itself. */
  readonly encryption?: ServerSideEncryption
}

/** Encryption at rest by the server, as `x-amz-server-side-encryption` asks for it. */
export interface ServerSideEncryption {
  readonly algorithm: 'AES256' | 'aws:kms'
  /** Only with `aws:kms`; absent: the server's own. */
  readonly kmsKeyId?: string
}

const parameters = ['endpoint', 'region', 'forcePathStyle', 'encryption', 'kmsKeyId']
const endpointRegion = 'us-east-1'

/**
 * Parses `s3://bucket[/prefix][?endpoint=…&region=…&forcePathStyle=…&encryption=AES256|aws:kms&kmsKeyId=…]`; throws
 * `object_store_url_invalid`.
 */
export function parseS3Url(text: string): S3Place {
  const refuse = () => new AuraError('object_store_url_invalid', { url: redactUrl(text) })
  if (!URL.canParse(text)) throw refuse()
  const url = new URL(text)
  const query = url.searchParams
  const names = [...query.keys()]
  // Credentials in a URL end up in logs and process lists.
  const strange = url.protocol !== 's3:' || url.username || url.password || url.port || url.hash
  if (strange || names.some((name, index) => !parameters.includes(name) || names.indexOf(name) !== index))
    throw refuse()
  const endpoint = query.get('endpoint')
  const region = query.get('region') ?? (endpoint === null ? null : endpointRegion)
  const style = query.get('forcePathStyle')
  const prefix = decodePath(url.pathname)
  const encryption = readEncryption(query)
  if (
    encryption === null ||
    !isBucket(url.hostname) ||
    prefix === null ||
    (endpoint !== null && !isEndpoint(endpoint)) ||
    (region !== null && !/^[a-z0-9-]+$/.test(region)) ||
    (style !== null && !['', 'true', 'false'].includes(style))
  ) {
    throw refuse()
  }
  return {
    url: text,
    bucket: url.hostname,
    prefix,
    ...(endpoint !== null && { endpoint }),
    ...(region !== null && { region }),
    // Servers of one's own rarely have a name for each bucket.
    forcePathStyle: style === null ? endpoint !== null : style !== 'false',
    ...(encryption && { encryption }),
  }
}

/** Undefined: none is asked for. Null: what is asked for does not exist. */
function readEncryption(query: URLSearchParams): ServerSideEncryption | undefined | null {
  const [algorithm, kmsKeyId] = [query.get('encryption'), query.get('kmsKeyId')]
  if (algorithm === null && kmsKeyId === null) return undefined
  if (algorithm === 'AES256') return kmsKeyId === null ? { algorithm } : null
  // As a header takes it: an id, a name or an ARN.
  if (algorithm !== 'aws:kms' || (kmsKeyId !== null && !/^[\w:/.-]{1,2048}$/.test(kmsKeyId))) return null
  return { algorithm, ...(kmsKeyId !== null && { kmsKeyId }) }
}

function isBucket(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)
}

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash
}

/** The prefix of the keys, ending with a slash unless it is empty; null when keys below it could not be valid. */
function decodePath(path: string): string | null {
  try {
    const segments = decodeURIComponent(path).split('/').slice(1)
    if (segments.at(-1) === '') segments.pop()
    if (segments.includes('')) return null
    return segments.map((segment) => `${segment}/`).join('')
  } catch {
    return null
  }
}
