import { assertStoresApart, type JournalStoreConfig, journalStoreCredentials } from '@aura-sign/object-store'
import type { NativeSecrets, StackUrls } from '@aura-sign/stack'
import type { StoreInUse } from './stack-in-use.ts'

/** What the operator may set of it. */
export type NativeJournalConfig = JournalStoreConfig & { readonly BACKUP_STORE_URL?: string | undefined }

/**
 * Where the site and the worker of a native stack put signed copies of attestations: at `JOURNAL_STORE_URL`, else where the
 * backups are, from where they are read again. In the stack's own bucket they may add only; elsewhere by the account that
 * the operator made for them, never by that of the backups. Throws `backup_store_not_apart` for a place in the bucket of the objects, and
 * `config_invalid` for half an account.
 */
export function nativeJournalStore(
  config: NativeJournalConfig,
  { urls, secrets }: { urls: StackUrls; secrets: NativeSecrets },
): StoreInUse {
  const url = config.JOURNAL_STORE_URL ?? config.BACKUP_STORE_URL
  if (url === undefined) return { url: urls.backupStoreUrl, credentials: secrets.s3Journal }
  assertStoresApart(urls.objectStoreUrl, url)
  return { url, credentials: journalStoreCredentials(config) }
}
