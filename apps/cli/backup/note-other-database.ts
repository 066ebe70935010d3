import { readRunFile } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'

/**
 * Says on standard error that `DATABASE_URL` is not what a command works on. Whoever sets it could believe that their
 * own database has been backed up.
 */
export function noteOtherDatabase(context: CommandContext): void {
  const { DATABASE_URL: url } = context.config
  if (url === undefined || url === readRunFile(context.dataDirectory.runFile)?.databaseUrl) return
  process.stderr.write(
    `aura: DATABASE_URL is not used here: this is about the embedded database in ${context.dataDirectory.root}\n`,
  )
}
