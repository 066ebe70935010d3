import { type ObjectStore, withReader } from '@aura-sign/object-store'
import type { CommandContext } from '../config.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { openBackupStore } from './open-backup-store.ts'
import { openRestoreStore } from './open-restore-store.ts'

/**
 * The stack in use with its backup store, written by the account of the backups and read by that of restores; where the stack names none,
 * that of the embedded one.
 */
export async function findBackupStore(
  context: CommandContext,
  flags: StackFlag,
): Promise<{ stack: StackInUse; store: ObjectStore }> {
  const stack = await readStackInUse(context, flags)
  const { kind, backupStore, restoreStore } = stack
  if (kind === 'embedded' || backupStore === null) {
    return { stack, store: withReader(openBackupStore(context), openRestoreStore(context)) }
  }
  return { stack, store: withReader(openStore(backupStore), openStore(restoreStore ?? backupStore)) }
}
