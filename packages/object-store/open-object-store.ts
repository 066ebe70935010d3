import { fileURLToPath } from 'node:url'
import { AuraError, redactUrl } from '@aura-sign/core'
import { boundStore } from './bound-store.ts'
import { openFilesystemStore } from './filesystem/filesystem-store.ts'
import type { ObjectStore } from './object-store.ts'
import { openS3Store } from './s3/open-s3-store.ts'
import { parseS3Url } from './s3/parse-s3-url.ts'
import type { S3Credentials } from './s3-credentials.ts'

export interface OpenOptions {
  /** Of the S3 account; without them what the AWS SDK finds: its variables, its files, the machine's role. */
  readonly credentials?: S3Credentials
}

/**
 * Opens the store that a URL names, `file:///absolute/path` or `s3://bucket[/prefix][?endpoint=…&region=…]`. Opening
 * touches nothing; every call ends, if only with an error.
 */
export function openObjectStore(url: string, options: OpenOptions = {}): ObjectStore {
  if (url.startsWith('s3:')) return boundStore(openS3Store(parseS3Url(url), options))
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed?.protocol !== 'file:' || parsed.host !== '' || parsed.search !== '' || parsed.hash !== '') {
    throw new AuraError('object_store_url_invalid', { url: redactUrl(url) })
  }
  return boundStore(openFilesystemStore(fileURLToPath(parsed)))
}
