import { fileURLToPath } from 'node:url'
import { AuraError, redactUrl } from '@aura-sign/core'
import { boundStore } from './bound-store.ts'
import { openFilesystemStore } from './filesystem/filesystem-store.ts'
import type { ObjectStore } from './object-store.ts'

/** Opens the store that a URL names, `file:///absolute/path`; every call ends, if only with `object_store_failed`. */
export function openObjectStore(url: string): ObjectStore {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed?.protocol !== 'file:' || parsed.host !== '' || parsed.search !== '' || parsed.hash !== '') {
    throw new AuraError('object_store_url_invalid', { url: redactUrl(url) })
  }
  return boundStore(openFilesystemStore(fileURLToPath(parsed)))
}
