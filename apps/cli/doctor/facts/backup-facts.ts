import { listBackups, readNewestHeartbeat } from '@aura-sign/recovery'
import { openStore } from '../../stack-in-use/open-store.ts'
import type { StoreInUse } from '../../stack-in-use/stack-in-use.ts'

export interface BackupFacts {
  /** Moment of the newest complete backup; null when there is none. */
  readonly newestAt: Date | null
  readonly complete: number
  readonly incomplete: number
  readonly damaged: number
  readonly heartbeatAt: Date | null
}

/** What the backup store holds; throws when it cannot be read. */
export async function readBackupFacts(store: StoreInUse): Promise<BackupFacts> {
  const objects = openStore(store)
  const backups = await listBackups(objects)
  const heartbeat = await readNewestHeartbeat(objects)
  const count = (state: string) => backups.filter((backup) => backup.state === state).length
  return {
    newestAt: backups.find((backup) => backup.state === 'complete')?.at ?? null,
    complete: count('complete'),
    incomplete: count('incomplete'),
    damaged: count('damaged'),
    heartbeatAt: heartbeat ? new Date(heartbeat.at) : null,
  }
}
