import { type BackupSummary, listBackups, summarizeBackup } from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import { findGuardian } from '../stack-in-use/find-guardian.ts'
import { requestBackupList } from './guardian-client.ts'
import { openStoreInUse } from './open-store-in-use.ts'

/** All backups, newest first: a running stack knows where it puts them. */
export async function findBackups(context: CommandContext): Promise<BackupSummary[]> {
  const guardian = findGuardian(context)
  if (guardian) return await requestBackupList(guardian)
  return (await listBackups(openStoreInUse(context))).map(summarizeBackup)
}
