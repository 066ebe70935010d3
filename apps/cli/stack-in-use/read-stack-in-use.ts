import { AuraError } from '@aura-sign/core'
import type { CommandContext } from '../config.ts'
import type { StackFlag } from './add-stack-option.ts'
import { composeStack } from './compose-stack.ts'
import { embeddedStack } from './embedded-stack.ts'
import { nativeStack, readNative } from './native-stack.ts'
import { ownStack } from './own-stack.ts'
import type { StackInUse } from './stack-in-use.ts'

/**
 * The stack that `--stack` names; without it the compose stack where `AURA_STACK` says so, else the one that runs, else the
 * services that the environment names, else a native stack that was made here and stands still, else the embedded one. Throws
 * `stack_not_running` when the native stack is named and there is none, and what `composeStack` and
 * `nativeStack` throw.
 */
export async function readStackInUse(context: CommandContext, options: StackFlag): Promise<StackInUse> {
  if (options.stack === 'embedded') return embeddedStack(context)
  if (options.stack === 'own') return ownStack(context)
  if (options.stack === 'compose' || (!options.stack && context.config.AURA_STACK === 'compose')) {
    return composeStack(context)
  }
  const native = readNative(context)
  if (options.stack === 'native') {
    if (!native) throw new AuraError('stack_not_running', { path: context.dataDirectory.nativeStack })
    return nativeStack(context, native)
  }
  const embedded = embeddedStack(context)
  if (embedded.databaseUrl !== null) return embedded
  if (native && native.running.size > 0) return nativeStack(context, native)
  const own = ownStack(context)
  if (own.databaseUrl !== null || own.redisUrl !== null || own.objectStore !== null) return own
  return native ? nativeStack(context, native) : embedded
}
