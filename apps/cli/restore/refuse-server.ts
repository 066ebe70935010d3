import { AuraError } from '@aura-sign/core'
import type { CommandContext } from '../config.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'

/**
 * Throws `restore_on_server` when the database in use is on a server: this command restores the embedded one, and whoever
 * means the other would believe that it had been restored.
 */
export async function refuseServer(context: CommandContext, flags: StackFlag): Promise<void> {
  const { kind, databaseUrl } = await readStackInUse(context, flags)
  if (kind !== 'embedded' && databaseUrl !== null) throw new AuraError('restore_on_server')
}
