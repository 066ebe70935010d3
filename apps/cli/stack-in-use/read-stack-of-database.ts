import type { CommandContext } from '../config.ts'
import type { StackFlag } from './add-stack-option.ts'
import { embeddedStack } from './embedded-stack.ts'
import { nativeStack, readNative } from './native-stack.ts'
import { ownStack } from './own-stack.ts'
import { readStackInUse } from './read-stack-in-use.ts'
import type { StackInUse } from './stack-in-use.ts'

/**
 * The stack on whose database a command works, so that whatever else it works with belongs to that database: the one that `--stack`
 * names, else the one whose database `DATABASE_URL` is, else what the environment names beside it; without that, the stack in use.
 */
export async function readStackOfDatabase(context: CommandContext, options: StackFlag): Promise<StackInUse> {
  const { DATABASE_URL: url, AURA_STACK: kind } = context.config
  if (options.stack || url === undefined || kind === 'compose') return await readStackInUse(context, options)
  const native = readNative(context)
  const made = [embeddedStack(context), ...(native ? [nativeStack(context, native)] : [])]
  return made.find(({ databaseUrl }) => databaseUrl !== null && isSamePlace(databaseUrl, url)) ?? ownStack(context)
}

/** Whoever signs in there, and however the machine is named. */
function isSamePlace(one: string, other: string): boolean {
  const [a, b] = [placeOf(one), placeOf(other)]
  return a !== null && a === b
}

function placeOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { hostname, port, pathname } = new URL(url)
  return `${['127.0.0.1', '[::1]'].includes(hostname) ? 'localhost' : hostname}:${port || '5432'}${pathname}`
}
