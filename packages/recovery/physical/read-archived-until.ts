import type { Sql } from '@aura-sign/postgres'
import { endOfWalSegment, parseWalSegment } from './wal-segment.ts'

/**
 * Until when everything acknowledged is in archived WAL: the newest heartbeat that lies before the end of the last archived segment. Null
 * where nothing is archived, or where what is archived ends before the heartbeats that the database keeps.
 */
export async function readArchivedUntil(sql: Sql): Promise<Date | null> {
  const [archiver] = await sql<{ segment: string | null }[]>`select last_archived_wal as segment from pg_stat_archiver`
  // A timeline's history is archived too, and says nothing of how far.
  const segment = archiver?.segment ? parseWalSegment(archiver.segment) : null
  if (!segment) return null
  const [row] = await sql<{ at: Date | null }[]>`
    select max(at) as at from recovery_heartbeats where lsn < ${endOfWalSegment(segment)}::pg_lsn`
  return row?.at ?? null
}
