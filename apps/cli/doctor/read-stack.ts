import { existsSync } from 'node:fs'
import { AuraError } from '@aura-sign/core'
import { loadSecrets, readNativeServices } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { type Finding, fail } from './finding.ts'

const unreadable: ReadonlySet<string> = new Set(['secrets_invalid', 'secrets_unreadable'])

export interface StackToCheck {
  readonly stack: StackInUse
  /** What is wrong with its secrets; null when nothing is. Without them its services cannot be asked. */
  readonly secrets: Finding | null
}

/** The stack in use, also with secrets that cannot be used. Throws what else `readStackInUse` throws. */
export async function readStack(context: CommandContext, options: StackFlag): Promise<StackToCheck> {
  try {
    const stack = await readStackInUse(context, options)
    return { stack, secrets: stack.kind === 'embedded' ? checkEmbedded(context) : null }
  } catch (error) {
    const secrets = findingOf(error)
    // Of all stacks only the native one reads such a file before it can say where its services are.
    return { stack: nativeWithoutSecrets(context), secrets }
  }
}

function checkEmbedded({ dataDirectory: { secretsFile } }: CommandContext): Finding | null {
  try {
    // Where there are none, loading would make some.
    if (existsSync(secretsFile)) loadSecrets(secretsFile)
    return null
  } catch (error) {
    return findingOf(error)
  }
}

function findingOf(error: unknown): Finding {
  if (!(error instanceof AuraError) || !unreadable.has(error.code)) throw error
  return fail('secrets', error.message, error.hint)
}

function nativeWithoutSecrets({ dataDirectory: { nativeStack } }: CommandContext): StackInUse {
  return {
    kind: 'native',
    directory: readNativeServices(nativeStack)?.directory ?? nativeStack,
    databaseUrl: null,
    redisUrl: null,
    siteUrl: null,
    prometheusUrl: null,
    objectStore: null,
    backupStore: null,
    restoreStore: null,
    journal: null,
    operator: null,
  }
}
