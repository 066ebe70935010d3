import { AuraError } from '@aura-sign/core'
import { type PgBackRest, runPgBackRest } from './pgbackrest.ts'
import { type PhysicalBackup, type PhysicalType, readRepository } from './read-repository.ts'

export interface PhysicalBackupOptions {
  readonly type: PhysicalType
  /** Takes over a repository that another cluster has left. */
  readonly newCluster?: boolean
  /** Share of the cluster that is read, from 0 to 1. */
  readonly onProgress?: (share: number) => void
}

const stanzaTimeoutMs = 5 * 60_000
const backupTimeoutMs = 24 * 3_600_000

/**
 * Makes a physical backup and resolves once the last segment that it needs is archived. A first one is full, whatever was asked for.
 * Throws `wal_repository_foreign`, `pgbackrest_busy` or `pgbackrest_failed`.
 */
export async function createPhysicalBackup(
  pgBackRest: PgBackRest,
  { type, newCluster = false, onProgress }: PhysicalBackupOptions,
): Promise<PhysicalBackup> {
  await runPgBackRest(pgBackRest, [newCluster ? 'stanza-upgrade' : 'stanza-create'], { timeoutMs: stanzaTimeoutMs })
  const before = new Set((await readRepository(pgBackRest)).backups.map(({ label }) => label))
  await runPgBackRest(pgBackRest, [`--type=${type}`, 'backup'], {
    timeoutMs: backupTimeoutMs,
    onLine: (line) => {
      const percent = /backup file .*, (\d+(?:\.\d+)?)%\)/.exec(line)?.[1]
      if (percent !== undefined) onProgress?.(Number(percent) / 100)
    },
  })
  const made = (await readRepository(pgBackRest)).backups.findLast(({ label }) => !before.has(label))
  if (made) return made
  throw new AuraError('pgbackrest_failed', { command: 'backup', detail: 'the repository does not show what it made' })
}
