import { AuraError } from '@aura-sign/core'
import { openPool, type Sql } from '@aura-sign/postgres'
import type { CommandContext } from './config.ts'
import type { StackFlag } from './stack-in-use/add-stack-option.ts'
import { readStackOfDatabase } from './stack-in-use/read-stack-of-database.ts'
import type { StackInUse } from './stack-in-use/stack-in-use.ts'
import { openActiveDatabase } from './up/open-active-database.ts'

interface LentDatabase {
  sql: Sql
  url: string
  /** The one that it belongs to. */
  stack: StackInUse
  /** Nobody else has the database open. */
  endsWithCommand: boolean
}

/**
 * Lends a command the database of the stack that `readStackOfDatabase` finds; that of an embedded stack which does not run is opened for as
 * long as the command runs. Throws `stack_has_no_database`.
 */
export async function withDatabase<T>(
  context: CommandContext,
  use: (database: LentDatabase) => Promise<T>,
  options: StackFlag = {},
): Promise<T> {
  await using resources = new AsyncDisposableStack()
  const stack = await readStackOfDatabase(context, options)
  const running = options.stack ? stack.databaseUrl : (context.config.DATABASE_URL ?? stack.databaseUrl)
  if (running === null && stack.kind !== 'embedded') throw new AuraError('stack_has_no_database', { stack: stack.kind })
  const url = running ?? resources.use(await openActiveDatabase(context)).url
  const sql = openPool({ url, applicationName: 'aura-cli' })
  resources.defer(() => sql.end({ timeout: 5 }))
  return await use({ sql, url, stack, endsWithCommand: running === null })
}
