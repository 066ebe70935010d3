import { AuraError } from '@aura-sign/core'
import { assertStoresApart, type ObjectStore } from '@aura-sign/object-store'
import type { CommandContext } from '../config.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'

/**
 * The objects and the backups of the stack in use, each by its own account: none may read the one and write the other. A restore takes the
 * one that can only read the backups. Throws `objects_store_missing` and `backup_store_not_apart`.
 */
export async function openObjectStores(
  context: CommandContext,
  { to, ...flags }: StackFlag & { to: 'back up' | 'restore' },
): Promise<{ objects: ObjectStore; backups: ObjectStore }> {
  const stack = await readStackInUse(context, flags)
  const { kind, objectStore } = stack
  const backupStore = to === 'restore' ? stack.restoreStore : stack.backupStore
  if (!objectStore || !backupStore) {
    throw new AuraError('objects_store_missing', { stack: kind, which: objectStore ? 'backup' : 'object' })
  }
  // One server for both is what doctor warns of; a restore has better things to say.
  assertStoresApart(objectStore.url, backupStore.url)
  return { objects: openStore(objectStore), backups: openStore(backupStore) }
}
