import { assertStoresApart, type BackupStoreConfig, backupStoreCredentials } from '@aura-sign/object-store'
import type { NativeSecrets, StackUrls } from '@aura-sign/stack'
import type { StoreInUse } from './stack-in-use.ts'

/** What the operator may set of it. */
export type NativeBackupConfig = Omit<BackupStoreConfig, 'BACKUP_STORE_URL'> & {
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
