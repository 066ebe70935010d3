import type { TableDescription } from './database-description.ts'
import { isoTime, type Query } from './query.ts'

export interface TableColumns {
  name: string
  columns: { name: string; type: string }[]
}

/**
 * Counts and fingerprints one table in a single scan. Rows are hashed as jsonb, which carries column names and
 * no column order: a dump restored after `alter table` may order columns differently.
 */
export async function describeTable(query: Query, table: TableColumns): Promise<TableDescription> {
  const name = `public.${quoteIdentifier(table.name)}`
  const [row] = await query(`
    select count(*)::text as rows, coalesce(sum(${rowHash}), 0)::text as fingerprint, ${newestTime(table)} as newest_at
    from ${name} as t`)
  return {
    rows: Number(row?.rows),
    columns: table.columns.map((column) => column.name),
    fingerprint: String(row?.fingerprint),
    newestAt: typeof row?.newest_at === 'string' ? row.newest_at : null,
  }
}

// SHA-256 rather than hashtext: documented never to change between versions. Summed as numeric, which cannot overflow.
const rowHash = `('x' || left(encode(sha256(convert_to(to_jsonb(t)::text, 'UTF8')), 'hex'), 16))::bit(64)::bigint::numeric`

function newestTime(table: TableColumns): string {
  const times = table.columns
    .filter((column) => column.type === 'timestamp with time zone')
    // Times to come (an expiry) say nothing about when the row was written.
    .map(({ name }) => `max(t.${quoteIdentifier(name)}) filter (where t.${quoteIdentifier(name)} <= now())`)
  return times.length === 0 ? 'null' : isoTime(`greatest(${times.join(', ')})`)
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
