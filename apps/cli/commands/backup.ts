import type { BackupSummary } from '@aura-sign/recovery'
import type { Command } from 'commander'
import { findBackups } from '../backup/find-backups.ts'
import { makeBackup } from '../backup/make-backup.ts'
import { noteOtherDatabase } from '../backup/note-other-database.ts'
import { renderBackups } from '../backup/render-backups.ts'
import type { CommandContext } from '../config.ts'
import { createProgress } from '../progress/create-progress.ts'
import { followSteps } from '../progress/follow-steps.ts'
import { formatBytes, formatCount } from '../progress/format-quantity.ts'

export function registerBackup(program: Command, context: CommandContext): void {
  const backup = program.command('backup').description('make backups and list them')
  backup
    .command('create')
    .description('back the database up, with a manifest of the same moment; prints the name of the backup')
    .option('--json', 'print the result as JSON, progress as NDJSON on standard error')
    .action(async (options: { json?: true }) => {
      await noteOtherDatabase(context)
      const created = await createWithProgress(context, options.json === true)
      process.stdout.write(options.json ? `${JSON.stringify(created)}\n` : `${created.name}\n`)
    })
  backup
    .command('list')
    .description('list the backups, newest first')
    .option('--json', 'print the list as JSON')
    .action(async (options: { json?: true }) => {
      const backups = await findBackups(context)
      process.stdout.write(options.json ? `${JSON.stringify(backups)}\n` : renderBackups(backups, new Date()))
    })
}

const stepTitles = { describe: 'describe', dump: 'dump', verify: 'read back', commit: 'write manifest' }

async function createWithProgress(context: CommandContext, json: boolean): Promise<BackupSummary> {
  const progress = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true })
  const steps = followSteps(progress, stepTitles)
  try {
    const created = await makeBackup(context, { onProgress: steps.update })
    steps.end()
    if (!json) {
      const content = `${formatCount(created.rows ?? 0)} rows in ${created.tables} tables, ${formatBytes(created.sizeBytes)}`
      process.stderr.write(`aura: backup complete: ${content}\n`)
    }
    return created
  } catch (error) {
    steps.fail()
    throw error
  }
}
