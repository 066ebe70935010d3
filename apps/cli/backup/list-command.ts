import { type Command, Option } from 'commander'
import type { CommandContext } from '../config.ts'
import { findBackups } from './find-backups.ts'
import { listPhysical } from './physical/list-physical.ts'
import { renderBackups } from './render-backups.ts'

export function registerBackupList(backup: Command, context: CommandContext): void {
  backup
    .command('list')
    .description('list the backups, newest first')
    .addOption(
      new Option('--engine <engine>', 'dumps, or physical backups').choices(['logical', 'physical']).default('logical'),
    )
    .option('--json', 'print the list as JSON')
    .action(async (options: { json?: true; engine: 'logical' | 'physical' }) => {
      if (options.engine === 'physical') return await listPhysical(context, options)
      const backups = await findBackups(context)
      process.stdout.write(options.json ? `${JSON.stringify(backups)}\n` : renderBackups(backups, new Date()))
    })
}
