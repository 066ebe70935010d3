import { type ObjectStore, openObjectStore } from '@aura-sign/object-store'
import { type BackupSummary, listBackups, summarizeBackup } from '@aura-sign/recovery'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'
import { findGuardian } from '../stack-in-use/find-guardian.ts'
import { readNative } from '../stack-in-use/native-stack.ts'
import { requestBackupList } from './guardian-client.ts'

/** All backups, newest first: a running stack knows where it puts them. */
export async function findBackups(context: CommandContext): Promise<BackupSummary[]> {
  const guardian = findGuardian(context)
  if (guardian) return await requestBackupList(guardian)
  return (await listBackups(openBackupStore(context))).map(summarizeBackup)
}

/** That of a native stack whose guardian is down, else that of the embedded one. */
function openBackupStore(context: CommandContext): ObjectStore {
  const native = readNative(context)
  if (!native?.running.has('minio')) return openObjectStore(backupStoreUrl(context))
  return openObjectStore(native.urls.backupStoreUrl, { credentials: native.secrets.s3Backups })
}
