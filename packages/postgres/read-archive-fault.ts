import type { Queryable } from './open-pool.ts'

interface ArchiverRow {
  failing: boolean
  segment: string | null
  failed_at: Date | null
  archived_at: Date | null
}

/** Why WAL is not archived although it is to be; null where it is, and where nobody asked for it. */
export async function readArchiveFault(sql: Queryable): Promise<string | null> {
  const [row] = await sql<ArchiverRow[]>`
    select current_setting('archive_mode') <> 'off'
        and last_failed_time > coalesce(last_archived_time, '-infinity') as failing,
      last_failed_wal as segment, last_failed_time as failed_at, last_archived_time as archived_at
    from pg_stat_archiver`
  if (!row?.failing) return null
  const since =
    row.archived_at === null ? 'nothing was archived before' : `the last one went at ${row.archived_at.toISOString()}`
  return `WAL is not archived: ${row.segment} failed at ${row.failed_at?.toISOString()}, ${since}`
}
