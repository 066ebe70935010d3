import { assertReachable, migrate } from '@aura-sign/postgres'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { withDatabase } from '../with-database.ts'

export function registerMigrate(program: Command, context: CommandContext): void {
  program
    .command('migrate')
    .description('apply pending migrations to DATABASE_URL, or to the embedded database')
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: true }) => {
      const applied = await withDatabase(context, async ({ sql, url }) => {
        await assertReachable(sql)
        return migrate(sql, { url })
      })
      const text = applied.length === 0 ? 'the schema is current' : `applied ${applied.join(', ')}`
      process.stdout.write(options.json ? `${JSON.stringify({ applied })}\n` : `${text}\n`)
    })
}
