import type { Clock, Logger } from '@aura-sign/core'
import { readArchiveFault, type Sql } from '@aura-sign/postgres'
import { createPhysicalBackup, type PgBackRest, readArchivedUntil, readRepository } from '@aura-sign/recovery'
import type { PhysicalBackups } from './guardian-hooks.ts'

/** Metrics ask every few seconds, and each look starts a process that reads the store. */
const rememberedMs = 60_000

/** Physical backups by pgBackRest, and how far the WAL beside them reaches. */
export function pgBackRestBackups(
  pgBackRest: PgBackRest,
  { sql, clock, logger }: { sql: Sql; clock: Clock; logger: Logger },
): PhysicalBackups {
  let read: { atMs: number; backups: ReturnType<typeof readWholeBackups> } | null = null
  const backups = () => {
    const nowMs = clock.monotonicMs()
    if (read === null || nowMs - read.atMs > rememberedMs) {
      read = { atMs: nowMs, backups: readWholeBackups(pgBackRest) }
      // What failed is asked again.
      read.backups.catch(() => {
        read = null
      })
    }
    return read.backups
  }
  // WAL alone restores nothing, nor does a repository that cannot be read; what else is known of backups stays known.
  const hasBackup = async () => {
    try {
      return (await backups()).length > 0
    } catch (error) {
      logger.warn({ err: error }, 'the repository of physical backups cannot be read')
      return false
    }
  }
  return {
    isArchiving: async () => (await readArchiveFault(sql)) === null && (await hasBackup()),
    recoverableUntil: async () => ((await hasBackup()) ? await readArchivedUntil(sql) : null),
    lastBackupAt: async (type) => {
      const newest = (await backups()).findLast((backup) => backup.type === type)
      return newest ? new Date(newest.startedAt) : null
    },
    backup: async (type) => {
      // Both are due at a first start, and a full one is as good as a differential one.
      if (type === 'diff' && !(await hasBackup())) return
      await createPhysicalBackup(pgBackRest, { type })
      read = null
    },
  }
}

async function readWholeBackups(pgBackRest: PgBackRest) {
  const { backups } = await readRepository(pgBackRest)
  return backups.filter(({ damaged }) => !damaged)
}
