import type { Sql } from '@aura-sign/postgres'
import { type failedList, queueList } from './listed-job.ts'

export interface ListedRow {
  id: string
  priority: number
}

export interface ReadListedOptions {
  list: typeof queueList | typeof failedList
  /** Null: all. */
  kinds: readonly string[] | null
  /** Due, or failed, until then. */
  until: Date
}

const pageRows = 5_000

/** The jobs whose ids belong into a list, in the order of the list, a page at a time. */
export function readListed(sql: Sql, { list, kinds, until }: ReadListedOptions): AsyncIterable<ListedRow[]> {
  const rows =
    list === queueList
      ? sql<ListedRow[]>`
          select id, priority from jobs
          where state = 'queued' and run_at <= ${until} and (${kinds === null} or kind = any(${[...(kinds ?? [])]}::text[]))
          order by priority desc, run_at, id`
      : sql<ListedRow[]>`
          select id, priority from jobs where state = 'failed' and finished_at <= ${until} order by finished_at, id`
  return rows.cursor(pageRows)
}
