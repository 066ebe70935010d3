import { existsSync } from 'node:fs'
import { AuraError } from '@aura-sign/core'
import { listBackups } from '@aura-sign/recovery'
import { openBackupStore } from '../backup/open-backup-store.ts'
import type { CommandContext } from '../config.ts'
import { activeDatabaseDirectory } from './open-active-database.ts'

/**
 * Throws `database_not_restored` where a first start would make an empty database although the backup store holds backups, as on a new
 * machine or after the data directory was lost: people would sign in to it, and its backups would follow those of the lost one.
 */
export async function refuseEmptyStart(context: CommandContext): Promise<void> {
  const { activeDatabaseFile, databases } = context.dataDirectory
  // One that was in use and is gone is `database_lost`, which needs no store to tell.
  if (existsSync(activeDatabaseFile) || existsSync(activeDatabaseDirectory(context.dataDirectory))) return
  const store = openBackupStore(context)
  const newest = (await listBackups(store)).find(({ state }) => state !== 'incomplete')
  if (!newest) return
  throw new AuraError('database_not_restored', { path: databases, store: store.url, at: newest.at.toISOString() })
}
