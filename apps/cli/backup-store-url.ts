import { resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { AuraError } from '@aura-sign/core'
import type { CommandContext } from './config.ts'

/**
 * `BACKUP_STORE_URL`, or the folder in the data directory; throws `backup_store_not_apart` when that is where the
 * objects are: what loses them would lose their backups.
 */
export function backupStoreUrl(context: CommandContext): string {
  const { config, dataDirectory } = context
  const url = config.BACKUP_STORE_URL
  if (url === undefined) return pathToFileURL(dataDirectory.backups).href
  // Another kind of address is refused where it is opened.
  const path = /^file:\/\/\//.test(url) && URL.canParse(url) ? resolve(fileURLToPath(url)) : null
  if (path !== null && (isWithin(path, dataDirectory.objects) || isWithin(dataDirectory.objects, path))) {
    throw new AuraError('backup_store_not_apart', { path: dataDirectory.objects })
  }
  return url
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory + sep)
}
