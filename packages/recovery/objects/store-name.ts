import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseS3Url } from '@aura-sign/object-store'

/** What an operator types to confirm that a store is meant: the name of its bucket, or of its folder. */
export function storeName(url: string): string {
  return url.startsWith('s3:') ? parseS3Url(url).bucket : basename(fileURLToPath(url))
}
