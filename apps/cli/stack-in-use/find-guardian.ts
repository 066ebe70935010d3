import { readRunFile } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { composeStack } from './compose-stack.ts'
import type { GuardianAddress } from './guardian-address.ts'
import { readNative } from './native-stack.ts'

/**
 * The guardian of the compose stack where `AURA_STACK` says so, running or not; else that of the embedded stack that runs
 * here, else that of the native one; null when none runs. Throws what `composeStack` throws.
 */
export function findGuardian(context: CommandContext): GuardianAddress | null {
  if (context.config.AURA_STACK === 'compose') return composeStack(context).guardian
  const run = readRunFile(context.dataDirectory.runFile)
  if (run) return run
  const native = readNative(context)
  if (!native?.running.has('guardian')) return null
  return { controlUrl: native.urls.guardianUrl, controlToken: native.secrets.guardianToken }
}
