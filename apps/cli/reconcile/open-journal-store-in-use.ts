import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import type { CommandContext } from '../config.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'

/** Where the signed copies are read from: the backup store of the stack in use, by the account that may read it. */
export async function openJournalStoreInUse(context: CommandContext): Promise<ObjectStore> {
  const { backupStore } = await readStackInUse(context, {})
  if (backupStore === null) throw new AuraError('journal_store_missing')
  return openStore(backupStore)
}
