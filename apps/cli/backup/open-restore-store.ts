import { type ObjectStore, openRestoreStoreFrom } from '@aura-sign/object-store'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'

/** The backup store of the embedded stack to read from, with the account that the environment names for that. */
export function openRestoreStore(context: CommandContext): ObjectStore {
  return openRestoreStoreFrom({ ...context.config, BACKUP_STORE_URL: backupStoreUrl(context) })
}
