import type { Query } from '../verify/query.ts'
import { quoteIdentifier } from '../verify/row-hash.ts'

// The definitions of tables, indexes and constraints.
const schemaBytes = 40_000
const sampleRows = 50

/** About how long the text of a dump will be, to tell the time left: rows as the planner counts them, times the width of the first ones. */
export async function estimateDumpBytes(query: Query): Promise<number> {
  const tables = await query(`
    select n.nspname::text as schema, c.relname::text as name, c.reltuples::float8 as rows, pg_table_size(c.oid)::float8 as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`)
  let total = schemaBytes
  for (const { schema, name, rows, bytes } of tables) {
    // Never analyzed: its size on disk is all that is known.
    if (Number(rows) < 0) {
      total += Number(bytes)
      continue
    }
    const table = `${quoteIdentifier(String(schema))}.${quoteIdentifier(String(name))}`
    const [sample] = await query(`
      select coalesce(avg(octet_length(r::text)), 0)::float8 as width from (select t as r from ${table} as t limit ${sampleRows}) as s`)
    total += Number(rows) * Number(sample?.width)
  }
  return Math.round(total)
}
