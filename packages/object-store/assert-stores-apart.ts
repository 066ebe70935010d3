import { resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AuraError } from '@aura-sign/core'
import { parseS3Url } from './s3/parse-s3-url.ts'

/** A store's place in comparable form: equal roots hold each other's keys. */
interface Place {
  /** Who runs it: what it loses, it loses in all its buckets. */
  readonly provider: string
  /** Bucket and prefix, or the path, each ending with a separator. */
  readonly root: string
}

/**
 * Throws `backup_store_not_apart` when one store is in the other: what loses the objects would lose their backups.
 * Returns a warning when only the server is the same, null when nothing is. Throws `object_store_url_invalid`.
 */
export function assertStoresApart(objectStoreUrl: string, backupStoreUrl: string): string | null {
  const objects = placeOf(objectStoreUrl)
  const backups = placeOf(backupStoreUrl)
  if (objects.provider !== backups.provider) return null
  if (objects.root.startsWith(backups.root) || backups.root.startsWith(objects.root)) {
    throw new AuraError('backup_store_not_apart', { path: objects.root })
  }
  if (objects.provider === 'file') return null
  // Two prefixes of one bucket have one lifecycle, one policy and one "delete bucket".
  if (bucketOf(objects) === bucketOf(backups))
    throw new AuraError('backup_store_not_apart', { path: bucketOf(objects) })
  return `objects and backups are on one server, ${objects.provider}: what loses it loses both; set BACKUP_STORE_URL to another one`
}

function placeOf(url: string): Place {
  if (!url.startsWith('s3:')) return { provider: 'file', root: pathOf(url) }
  const { bucket, prefix, endpoint } = parseS3Url(url)
  return { provider: endpoint === undefined ? 'Amazon S3' : serverOf(endpoint), root: `s3://${bucket}/${prefix}` }
}

function pathOf(url: string): string {
  if (!/^file:\/\/\//.test(url) || !URL.canParse(url)) throw new AuraError('object_store_url_invalid', { url })
  const path = resolve(fileURLToPath(url))
  return path.endsWith(sep) ? path : path + sep
}

/** Host and port; the names of this machine are one. */
function serverOf(endpoint: string): string {
  const { protocol, hostname, port } = new URL(endpoint)
  const host = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ? 'localhost' : hostname.replace(/\.$/, '')
  return `${host}:${port || (protocol === 'https:' ? '443' : '80')}`
}

function bucketOf({ root }: Place): string {
  return root.split('/').slice(0, 3).join('/')
}
