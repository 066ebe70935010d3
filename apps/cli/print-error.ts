import { AuraError, exitCodes, formatError } from '@aura-sign/core'
import { CommanderError } from 'commander'

/** One sentence what happened, one what to do next; the stack only when it is a fault of ours. */
export function printError(error: unknown): void {
  if (error instanceof AuraError) {
    process.stderr.write(formatError(error))
    return
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`aura: something unexpected happened\n  next: Report this text.\n${detail}\n`)
}

/** The exit code of an error; docs/ERRORS.md lists them. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof AuraError) return error.exitCode
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  return exitCodes.failed
}
