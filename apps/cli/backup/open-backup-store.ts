import { type ObjectStore, openBackupStoreFrom } from '@aura-sign/object-store'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'

/** The backup store of the embedded stack, with the account that the environment names for it. */
export function openBackupStore(context: CommandContext): ObjectStore {
  return openBackupStoreFrom({ ...context.config, BACKUP_STORE_URL: backupStoreUrl(context) })
}
