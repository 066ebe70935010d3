import { openObjectStore } from '@aura-sign/object-store'
import { type BackupSummary, listBackups, summarizeBackup } from '@aura-sign/recovery'
import { readRunFile } from '@aura-sign/stack'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'
import { requestBackupList } from './guardian-client.ts'

/** All backups, newest first: a running stack knows where it puts them. */
export async function findBackups(context: CommandContext): Promise<BackupSummary[]> {
  const run = readRunFile(context.dataDirectory.runFile)
  if (run) return await requestBackupList(run)
  return (await listBackups(openObjectStore(backupStoreUrl(context)))).map(summarizeBackup)
}
