import type { ObjectStore } from '@aura-sign/object-store'
import type { CommandContext } from '../config.ts'
import { composeStack } from '../stack-in-use/compose-stack.ts'
import { nativeStack, readNative } from '../stack-in-use/native-stack.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import { openRestoreStore } from './open-restore-store.ts'

/** Where the backups of the stack in use are: compose where `AURA_STACK` says so, a native stack that runs, else `BACKUP_STORE_URL`. */
export function openStoreInUse(context: CommandContext): ObjectStore {
  if (context.config.AURA_STACK === 'compose') {
    const { restoreStore } = composeStack(context)
    if (restoreStore) return openStore(restoreStore)
  }
  const native = readNative(context)
  return native?.running.has('minio') ? openStore(nativeStack(context, native).restoreStore) : openRestoreStore(context)
}
