import type { Command } from 'commander'
import { registerBackupCreate } from '../backup/create-command.ts'
import { registerBackupDownload } from '../backup/download-command.ts'
import { registerBackupLatest } from '../backup/latest-command.ts'
import { registerBackupList } from '../backup/list-command.ts'
import { registerBackupObjects } from '../backup/objects-command.ts'
import { registerBackupPrune } from '../backup/prune-command.ts'
import { registerBackupVerify } from '../backup/verify-command.ts'
import { registerBackupVerifySchedule } from '../backup/verify-schedule-command.ts'
import type { CommandContext } from '../config.ts'

export function registerBackup(program: Command, context: CommandContext): void {
  const backup = program.command('backup').description('make backups, list and fetch them')
  registerBackupCreate(backup, context)
  registerBackupList(backup, context)
  registerBackupObjects(backup, context)
  registerBackupVerify(backup, context)
  registerBackupVerifySchedule(backup, context)
  registerBackupPrune(backup, context)
  registerBackupDownload(backup, context)
  registerBackupLatest(backup, context)
}
