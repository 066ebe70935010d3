import { type NativeStackInUse, readNativeStack } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { nativeBackupStore, nativeRestoreStore } from './native-backup-store.ts'
import { nativeJournalStore } from './native-journal-store.ts'
import type { StackInUse, StoreInUse } from './stack-in-use.ts'

/** The native stack of the data directory, running or not; null when none was made there. */
export function readNative(context: CommandContext): NativeStackInUse | null {
  return readNativeStack(context.dataDirectory.nativeStack)
}

/** The same as commands see every stack. Throws what `nativeBackupStore` and `nativeJournalStore` throw. */
export function nativeStack(
  { config }: CommandContext,
  native: NativeStackInUse,
): StackInUse & { readonly backupStore: StoreInUse; readonly restoreStore: StoreInUse } {
  const { directory, urls, secrets } = native
  const journal = nativeJournalStore(config, native)
  return {
    kind: 'native',
    directory,
    databaseUrl: urls.databaseUrl,
    redisUrl: urls.redisUrl,
    siteUrl: urls.siteUrl,
    prometheusUrl: urls.prometheusUrl,
    objectStore: { url: urls.objectStoreUrl, credentials: secrets.s3Objects },
    backupStore: nativeBackupStore(config, native),
    restoreStore: nativeRestoreStore(config, native),
    journal: { url: journal.url, accessKeyId: journal.credentials?.accessKeyId ?? null },
    operator: secrets.s3Operator,
  }
}
