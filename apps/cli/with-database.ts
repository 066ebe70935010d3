import { openPool, type Sql } from '@aura-sign/postgres'
import { readRunFile } from '@aura-sign/stack'
import type { CommandContext } from './config.ts'
import { readNative } from './stack-in-use/native-stack.ts'
import { openActiveDatabase } from './up/open-active-database.ts'

/**
 * Lends a command the database: the one `DATABASE_URL` names, else that of a running stack, embedded before native, else
 * the embedded one, opened for as long as the command runs.
 */
export async function withDatabase<T>(
  context: CommandContext,
  use: (database: { sql: Sql; url: string; endsWithCommand: boolean }) => Promise<T>,
): Promise<T> {
  await using resources = new AsyncDisposableStack()
  let url = context.config.DATABASE_URL ?? readRunFile(context.dataDirectory.runFile)?.databaseUrl ?? nativeUrl(context)
  const endsWithCommand = url === undefined
  if (url === undefined) {
    const database = resources.use(await openActiveDatabase(context))
    url = database.url
  }
  const sql = openPool({ url, applicationName: 'aura-cli' })
  resources.defer(() => sql.end({ timeout: 5 }))
  return await use({ sql, url, endsWithCommand })
}

function nativeUrl(context: CommandContext): string | undefined {
  const native = readNative(context)
  return native?.running.has('postgres') ? native.urls.databaseUrl : undefined
}
