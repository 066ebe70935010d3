import type { Queryable } from './open-pool.ts'
import { readArchiveFault } from './read-archive-fault.ts'

export interface WalArchiveState {
  /** Why it is not archived now; null where it is. */
  readonly fault: string | null
  /** When the newest segment was archived; null: none was since the server's counters began. */
  readonly lastSuccessAt: Date | null
  /** Attempts that failed since the server's counters began. */
  readonly failures: number
}

/** How the server archives its WAL; null where it is not asked to. */
export async function readWalArchive(sql: Queryable): Promise<WalArchiveState | null> {
  const [row] = await sql<{ archives: boolean; archived_at: Date | null; failures: number }[]>`
    select current_setting('archive_mode') <> 'off' as archives, last_archived_time as archived_at,
      failed_count::float8 as failures
    from pg_stat_archiver`
  if (!row?.archives) return null
  return { fault: await readArchiveFault(sql), lastSuccessAt: row.archived_at, failures: row.failures }
}
