import { type NativeStackInUse, readNativeStack } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import type { StackInUse, StoreInUse } from './stack-in-use.ts'

/** The native stack of the data directory, running or not; null when none was made there. */
export function readNative(context: CommandContext): NativeStackInUse | null {
  return readNativeStack(context.dataDirectory.nativeStack)
}

/** The same as commands see every stack. */
export function nativeStack({
  directory,
  urls,
  secrets,
}: NativeStackInUse): StackInUse & { readonly backupStore: StoreInUse } {
  return {
    kind: 'native',
    directory,
    databaseUrl: urls.databaseUrl,
    redisUrl: urls.redisUrl,
    siteUrl: urls.siteUrl,
    prometheusUrl: urls.prometheusUrl,
    objectStore: { url: urls.objectStoreUrl, credentials: secrets.s3Objects },
    backupStore: { url: urls.backupStoreUrl, credentials: secrets.s3Backups },
    operator: secrets.s3Operator,
  }
}
