import type { ObjectStore } from '@aura-sign/object-store'
import type { CommandContext } from '../config.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'
import { openBackupStore } from './open-backup-store.ts'

export interface OwnDatabase {
  databaseUrl: string
  store: ObjectStore
}

/** The database of services of one's own, and where its backups go; null when another stack is in use, or the environment does not say both. */
export async function findOwnDatabase(context: CommandContext): Promise<OwnDatabase | null> {
  if (context.config.DATABASE_URL === undefined || context.config.BACKUP_STORE_URL === undefined) return null
  const { kind, databaseUrl } = await readStackInUse(context, {})
  return kind === 'own' && databaseUrl !== null ? { databaseUrl, store: openBackupStore(context) } : null
}
