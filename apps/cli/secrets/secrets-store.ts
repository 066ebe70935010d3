import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { openRestoreStore } from '../backup/open-restore-store.ts'
import type { CommandContext } from '../config.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'

/** The backup store of the stack in use. Throws `secrets_store_missing`, and what `readStackInUse` throws. */
export async function secretsStore(context: CommandContext, flags: StackFlag): Promise<ObjectStore> {
  const { backupStore } = await readStackInUse(context, flags)
  if (backupStore === null) throw new AuraError('secrets_store_missing')
  return openStore(backupStore)
}

/** Where bundles are read: what the environment names goes first, for a new machine has no stack that could say. */
export async function storeToReadSecrets(context: CommandContext, flags: StackFlag): Promise<ObjectStore> {
  if (context.config.BACKUP_STORE_URL !== undefined && !flags.stack) return openRestoreStore(context)
  const { restoreStore } = await readStackInUse(context, flags)
  if (restoreStore === null) throw new AuraError('secrets_store_missing')
  return openStore(restoreStore)
}
