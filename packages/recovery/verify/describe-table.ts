import type { TableDescription } from './database-description.ts'
import { isoTime, type Query } from './query.ts'
import { quoteIdentifier, rowHash, type TableColumn } from './row-hash.ts'

export interface TableColumns {
  /** Default: public. */
  schema?: string
  name: string
  columns: TableColumn[]
}

/** Counts and fingerprints one table in a single scan. */
export async function describeTable(query: Query, table: TableColumns): Promise<TableDescription> {
  const name = `${quoteIdentifier(table.schema ?? 'public')}.${quoteIdentifier(table.name)}`
  const [row] = await query(`
    select count(*)::text as rows, coalesce(sum(${rowHash(table.columns)}), 0)::text as fingerprint, ${newestTime(table)} as newest_at
    from ${name} as t`)
  return {
    rows: Number(row?.rows),
    columns: table.columns.map((column) => column.name),
    fingerprint: String(row?.fingerprint),
    newestAt: typeof row?.newest_at === 'string' ? row.newest_at : null,
  }
}

function newestTime(table: TableColumns): string {
  const times = table.columns
    .filter((column) => column.type === 'timestamp with time zone')
    // Times to come (an expiry) say nothing about when the row was written.
    .map(({ name }) => `max(t.${quoteIdentifier(name)}) filter (where t.${quoteIdentifier(name)} <= now())`)
  return times.length === 0 ? 'null' : isoTime(`greatest(${times.join(', ')})`)
}
