import type { CommandContext } from '../config.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'

/**
 * Says on standard error that `DATABASE_URL` is not what a command works on. Whoever sets it could believe that their
 * own database has been backed up.
 */
export async function noteOtherDatabase(context: CommandContext): Promise<void> {
  const { DATABASE_URL: url } = context.config
  if (url === undefined) return
  const { kind, databaseUrl, directory } = await readStackInUse(context, {})
  // Services of one's own have no guardian here: then it is about the embedded database all the same.
  if (kind !== 'own' && url === databaseUrl) return
  const databases = {
    native: `the database of the native stack in ${directory}`,
    compose: 'the database of the compose stack',
  }
  const database =
    kind === 'native' || kind === 'compose' ? databases[kind] : `the embedded database in ${context.dataDirectory.root}`
  process.stderr.write(`aura: DATABASE_URL is not used here: this is about ${database}\n`)
}
