import type { ObjectStore } from '@aura-sign/object-store'
import { type BackupSummary, listBackups, summarizeBackup } from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import { findGuardian } from '../stack-in-use/find-guardian.ts'
import { nativeStack, readNative } from '../stack-in-use/native-stack.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import { requestBackupList } from './guardian-client.ts'
import { openRestoreStore } from './open-restore-store.ts'

/** All backups, newest first: a running stack knows where it puts them. */
export async function findBackups(context: CommandContext): Promise<BackupSummary[]> {
  const guardian = findGuardian(context)
  if (guardian) return await requestBackupList(guardian)
  return (await listBackups(storeInUse(context))).map(summarizeBackup)
}

/** That of a native stack whose guardian is down, else that of the embedded one. */
function storeInUse(context: CommandContext): ObjectStore {
  const native = readNative(context)
  return native?.running.has('minio') ? openStore(nativeStack(context, native).restoreStore) : openRestoreStore(context)
}
