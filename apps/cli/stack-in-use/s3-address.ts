import { AuraError, redactUrl } from '@aura-sign/core'

export interface S3Address {
  readonly bucket: string
  /** Base URL of the server; null is AWS itself. */
  readonly endpoint: string | null
  readonly region: string
}

/** What `s3://bucket?endpoint=…&region=…` says; null for a store that is not S3. */
export function parseS3Address(url: string): S3Address | null {
  if (!url.startsWith('s3:')) return null
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed || parsed.hostname === '') throw new AuraError('object_store_url_invalid', { url: redactUrl(url) })
  return {
    bucket: parsed.hostname,
    endpoint: parsed.searchParams.get('endpoint'),
    region: parsed.searchParams.get('region') ?? 'us-east-1',
  }
}
