import { pathToFileURL } from 'node:url'
import type { CommandContext } from './config.ts'

/** `BACKUP_STORE_URL`, or the folder in the data directory. */
export function backupStoreUrl(context: CommandContext): string {
  return context.config.BACKUP_STORE_URL ?? pathToFileURL(context.dataDirectory.backups).href
}
