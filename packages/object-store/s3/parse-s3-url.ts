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
}

const parameters = ['endpoint', 'region', 'forcePathStyle']
const endpointRegion = 'us-east-1'

/** Parses `s3://bucket[/prefix][?endpoint=…&region=…&forcePathStyle=…]`; throws `object_store_url_invalid`. */
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
  if (
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
  }
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
