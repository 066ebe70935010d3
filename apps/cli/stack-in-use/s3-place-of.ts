import { parseS3Url, type S3Place } from '@aura-sign/object-store'

/** Where an S3 store is; null for a store that is not S3. Throws `object_store_url_invalid`. */
export function s3PlaceOf(url: string): S3Place | null {
  return url.startsWith('s3:') ? parseS3Url(url) : null
}
