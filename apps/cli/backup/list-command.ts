import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { findBackups } from './find-backups.ts'
import { renderBackups } from './render-backups.ts'

export function registerBackupList(backup: Command, context: CommandContext): void {
  backup
    .command('list')
    .description('list the backups, newest first')
    .option('--json', 'print the list as JSON')
    .action(async (options: { json?: true }) => {
      const backups = await findBackups(context)
      process.stdout.write(options.json ? `${JSON.stringify(backups)}\n` : renderBackups(backups, new Date()))
    })
}
