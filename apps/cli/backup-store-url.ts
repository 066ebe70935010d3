import { pathToFileURL } from 'node:url'
import { assertStoresApart } from '@aura-sign/object-store'
import type { CommandContext } from './config.ts'

/**
 * `BACKUP_STORE_URL`, or the folder in the data directory; throws `backup_store_not_apart` when that is where the
 * objects are, in the data directory or at `OBJECT_STORE_URL`: what loses them would lose their backups.
 */
export function backupStoreUrl(context: CommandContext): string {
  const { config, dataDirectory } = context
  const url = config.BACKUP_STORE_URL
  if (url === undefined) return pathToFileURL(dataDirectory.backups).href
  assertStoresApart(pathToFileURL(dataDirectory.objects).href, url)
  if (config.OBJECT_STORE_URL !== undefined) assertStoresApart(config.OBJECT_STORE_URL, url)
  return url
}
