import {
  assertStoresApart,
  type BackupStoreConfig,
  backupStoreCredentials,
  type RestoreStoreConfig,
  restoreStoreCredentials,
} from '@aura-sign/object-store'
import type { NativeSecrets, StackUrls } from '@aura-sign/stack'
import type { StoreInUse } from './stack-in-use.ts'

/** What the operator may set of it. */
export type NativeBackupConfig = Omit<BackupStoreConfig, 'BACKUP_STORE_URL'> &
  RestoreStoreConfig & {
    readonly BACKUP_STORE_URL?: string | undefined
  }

/**
 * Where a native stack keeps its backups: at `BACKUP_STORE_URL`, else in a bucket of its own S3 server. Throws
 * `backup_store_not_apart` for a place in the bucket of the objects, and `config_invalid` for half an account.
 */
export function nativeBackupStore(
  config: NativeBackupConfig,
  { urls, secrets }: { urls: StackUrls; secrets: NativeSecrets },
): StoreInUse {
  const url = config.BACKUP_STORE_URL
  if (url === undefined) return { url: urls.backupStoreUrl, credentials: secrets.s3Backups }
  assertStoresApart(urls.objectStoreUrl, url)
  return { url, credentials: backupStoreCredentials(config) }
}

/**
 * The same place by an account that only reads: `RESTORE_STORE_…`, else in the stack's own bucket the one that was made for it,
 * elsewhere that of the backups. Throws what `nativeBackupStore` throws.
 */
export function nativeRestoreStore(
  config: NativeBackupConfig,
  native: { urls: StackUrls; secrets: NativeSecrets },
): StoreInUse {
  const { url, credentials } = nativeBackupStore(config, native)
  const own = config.BACKUP_STORE_URL === undefined ? native.secrets.s3Restore : credentials
  return { url, credentials: restoreStoreCredentials(config) ?? own }
}
