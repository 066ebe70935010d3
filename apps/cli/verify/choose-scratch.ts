import { AuraError } from '@aura-sign/core'
import { openServerScratch, type ScratchPlace } from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { openEmbeddedScratch } from './embedded-scratch.ts'

/** Where backups of a stack are restored on trial: the server of `VERIFY_DATABASE_URL`, else of the kind that the stack is. */
export function chooseScratch(context: CommandContext, stack: StackInUse): ScratchPlace {
  const { VERIFY_DATABASE_URL: url } = context.config
  if (url !== undefined) return openServerScratch({ url })
  if (stack.kind === 'embedded') return openEmbeddedScratch(context.dataDirectory)
  if (stack.databaseUrl !== null) return openServerScratch({ url: stack.databaseUrl })
  throw new AuraError('verification_elsewhere', { detail: `the ${stack.kind} stack names no database` })
}
