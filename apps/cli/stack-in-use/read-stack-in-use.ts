import type { CommandContext } from '../config.ts'
import type { StackFlag } from './add-stack-option.ts'
import { embeddedStack } from './embedded-stack.ts'
import { nativeStack } from './native-stack.ts'
import { ownStack } from './own-stack.ts'
import type { StackInUse } from './stack-in-use.ts'

/**
 * The stack that `--stack` names; without it the one that runs, else the services that the environment names, else a
 * native stack that was made here and stands still.
 */
export async function readStackInUse(context: CommandContext, options: StackFlag): Promise<StackInUse> {
  const own = ownStack(context)
  switch (options.stack) {
    case 'embedded':
      return embeddedStack(context)
    case 'native':
      return nativeStack(context) ?? own
    case 'compose':
    case 'own':
      return own
  }
  const embedded = embeddedStack(context)
  if (embedded.databaseUrl !== null) return embedded
  const native = nativeStack(context)
  if (native) return native
  return own.databaseUrl === null && own.redisUrl === null && own.objectStore === null ? embedded : own
}
