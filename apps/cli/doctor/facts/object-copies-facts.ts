import { type ObjectsBackupState, readObjectsBackupState } from '@aura-sign/recovery'
import { openStore } from '../../stack-in-use/open-store.ts'
import type { StoreInUse } from '../../stack-in-use/stack-in-use.ts'

/** What the backup store says of the copies of the objects; throws when it cannot be read. */
export async function readObjectCopiesFacts(store: StoreInUse): Promise<ObjectsBackupState> {
  return await readObjectsBackupState(openStore(store))
}
