import { existsSync } from 'node:fs'
import { AuraError, systemClock } from '@aura-sign/core'
import {
  type BackupProgress,
  type BackupSummary,
  backupFormatFrom,
  createBackup,
  openServerSnapshotSource,
  summarizeManifest,
} from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import { findGuardian } from '../stack-in-use/find-guardian.ts'
import { readNative } from '../stack-in-use/native-stack.ts'
import { activeDatabaseDirectory, openActiveDatabase } from '../up/open-active-database.ts'
import type { OwnDatabase } from './find-own-database.ts'
import { type AskedFormat, requestBackup } from './guardian-client.ts'
import { openBackupStore } from './open-backup-store.ts'

/** Backs the database up: through the guardian when a stack runs, else services of one's own or the embedded database from here. */
export async function makeBackup(
  context: CommandContext,
  options: {
    own: OwnDatabase | null
    asked: AskedFormat
    onProgress: (progress: BackupProgress) => void
  },
): Promise<BackupSummary> {
  const { own, asked, onProgress } = options
  const guardian = findGuardian(context)
  if (guardian) return await requestBackup(guardian, { asked, onProgress })
  const format = backupFormatFrom(context.config, asked)
  if (own) {
    const source = openServerSnapshotSource({ url: own.databaseUrl })
    return summarizeManifest(await createBackup(source, { store: own.store, clock: systemClock, format, onProgress }))
  }
  // Else this would back the embedded database up, which is not the one that people use.
  if (readNative(context)?.running.has('postgres')) {
    throw new AuraError('guardian_unreachable', { detail: 'it does not run; "./aura stack up -d guardian" starts it' })
  }
  // Opening would make an empty database, and a good backup of nothing; of one that is gone it says so itself.
  const { root, activeDatabaseFile } = context.dataDirectory
  if (!existsSync(activeDatabaseFile) && !existsSync(activeDatabaseDirectory(context.dataDirectory))) {
    throw new AuraError('nothing_to_back_up', { path: root })
  }
  const store = openBackupStore(context)
  await using database = await openActiveDatabase(context)
  return summarizeManifest(await createBackup(database, { store, clock: systemClock, format, onProgress }))
}
