import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { readHeartbeats } from '../heartbeat/heartbeat-trail.ts'
import { type PgBackRest, runPgBackRest } from './pgbackrest.ts'
import type { PointInTimeSources } from './plan-point-in-time.ts'
import { readArchivedWal } from './read-archived-wal.ts'
import { readRepository } from './read-repository.ts'

const timeoutMs = 60_000

/** Reads what a restore to a point in time rests on. Throws `physical_backups_none`, and what pgBackRest and the store throw. */
export async function readPointInTimeSources(pgBackRest: PgBackRest, store: ObjectStore): Promise<PointInTimeSources> {
  const { backups } = await readRepository(pgBackRest)
  const newest = backups.at(-1)
  if (!newest) throw new AuraError('physical_backups_none')
  const { archiveId } = newest
  const archived = await readArchivedWal(pgBackRest, archiveId)
  const histories = new Map<number, string>()
  for (const timeline of archived.histories) {
    const name = `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`
    const words = [`archive/aura/${archiveId}/${name}`]
    histories.set(timeline, await runPgBackRest(pgBackRest, ['repo-get', ...words], { timeoutMs }))
  }
  return {
    // Those of a cluster before this one have another archive.
    backups: backups.filter((backup) => backup.archiveId === archiveId),
    ...{ archived, histories },
    heartbeats: await readHeartbeats(store),
  }
}
