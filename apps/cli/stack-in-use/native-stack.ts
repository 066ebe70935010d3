import type { CommandContext } from '../config.ts'
import type { StackInUse } from './stack-in-use.ts'

/** The native stack of the data directory; null when none was made there. */
export function nativeStack(_context: CommandContext): StackInUse | null {
  return null
}
