import { existsSync } from 'node:fs'
import { AuraError, systemClock } from '@aura-sign/core'
import { openObjectStore } from '@aura-sign/object-store'
import { type BackupProgress, type BackupSummary, createBackup, summarizeManifest } from '@aura-sign/recovery'
import { readRunFile } from '@aura-sign/stack'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'
import { activeDatabaseDirectory, openActiveDatabase } from '../up/open-active-database.ts'
import { requestBackup } from './guardian-client.ts'

/** Backs the embedded database up: through the guardian when a stack runs, else by opening it here. */
export async function makeBackup(
  context: CommandContext,
  options: { onProgress: (progress: BackupProgress) => void },
): Promise<BackupSummary> {
  const run = readRunFile(context.dataDirectory.runFile)
  if (run) return await requestBackup(run, options)
  // Opening would make an empty database, and a good backup of nothing; of one that is gone it says so itself.
  const { root, activeDatabaseFile } = context.dataDirectory
  if (!existsSync(activeDatabaseFile) && !existsSync(activeDatabaseDirectory(context.dataDirectory))) {
    throw new AuraError('nothing_to_back_up', { path: root })
  }
  const store = openObjectStore(backupStoreUrl(context))
  await using database = await openActiveDatabase(context)
  return summarizeManifest(await createBackup(database, { store, clock: systemClock, ...options }))
}
