import { withCanonicalText } from './canonical-text.ts'
import type { DatabaseDescription, TableDescription } from './database-description.ts'
import { describeTable, type TableColumns } from './describe-table.ts'
import { isoTime, type Query } from './query.ts'
import { columnForm, columnFormSql, quoteIdentifier } from './row-hash.ts'

/** Reads every row of every table in `public` once. */
export async function describeDatabase(query: Query): Promise<DatabaseDescription> {
  return await withCanonicalText(query, async () => {
    const server = await readServer(query)
    const tables = await describeEach(query, 'public')
    return {
      ...server,
      extensions: await readExtensions(query),
      schemaVersion: tables.schema_migrations ? await readSchemaVersion(query) : null,
      tables,
      indexes: await readIndexes(query),
      definitions: await readDefinitions(query),
      newestHeartbeat: tables.recovery_heartbeats ? await readNewestHeartbeat(query) : null,
    }
  })
}

/** The same of the tables in one schema alone. */
export async function describeTables(query: Query, schema: string): Promise<Record<string, TableDescription>> {
  return await withCanonicalText(query, () => describeEach(query, schema))
}

async function describeEach(query: Query, schema: string): Promise<Record<string, TableDescription>> {
  const tables: Record<string, TableDescription> = {}
  for (const { name, columns } of await readTables(query, schema)) {
    tables[name] = await describeTable(query, { schema, name, columns })
  }
  return tables
}

async function readServer(query: Query) {
  const [row] = await query(`
    select ${isoTime('now()')} as at, current_setting('server_version') as version,
      current_setting('server_version_num') as number, current_database()::text as database,
      (select system_identifier::text from pg_control_system()) as system_identifier`)
  return {
    describedAt: String(row?.at),
    postgres: { version: String(row?.version), major: Math.floor(Number(row?.number) / 10_000) },
    systemIdentifier: String(row?.system_identifier),
    database: String(row?.database),
  }
}

/** Tables of a schema that no extension owns. */
async function readTables(query: Query, schema: string): Promise<TableColumns[]> {
  const rows = await query(`
    select c.relname::text as table_name, a.attname::text as column_name, a.atttypid::regtype::text as type,
      ${columnFormSql('y', 'e')} as form
    from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_type y on y.oid = a.atttypid left join pg_type e on e.oid = y.typelem
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = '${quoteIdentifier(schema).replaceAll("'", "''")}'::regnamespace
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname, a.attname`)
  const tables = new Map<string, TableColumns>()
  for (const row of rows) {
    const name = String(row.table_name)
    const table = tables.get(name) ?? { name, columns: [] }
    if (row.column_name !== null) {
      const [name, type, form] = [row.column_name, row.type, row.form].map(String) as [string, string, string]
      table.columns.push({ name, type, form: columnForm(form) })
    }
    tables.set(name, table)
  }
  return [...tables.values()]
}

async function readExtensions(query: Query): Promise<Record<string, string>> {
  const rows = await query('select extname::text as name, extversion::text as version from pg_extension order by 1')
  return Object.fromEntries(rows.map((row) => [String(row.name), String(row.version)]))
}

async function readSchemaVersion(query: Query): Promise<string | null> {
  const [row] = await query('select max(version)::text as version from public.schema_migrations')
  return typeof row?.version === 'string' ? row.version : null
}

/** Only what queries may use: an index whose build broke off is not there. */
async function readIndexes(query: Query): Promise<string[]> {
  const rows = await query(`
    select c.relname::text as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indisvalid and c.relnamespace = 'public'::regnamespace order by 1`)
  return rows.map((row) => String(row.name))
}

/** Constraints of the kind `n` are left out: before Postgres 18, `not null` was a property of the column only. */
async function readDefinitions(query: Query): Promise<Record<string, string>> {
  const rows = await query(`
    with tables as (
      select c.oid, c.relname::text as name from pg_class c
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))
    select 'column ' || t.name || '.' || a.attname as name, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then 'not null' end, 'default ' || pg_get_expr(d.adbin, d.adrelid),
      'identity ' || nullif(a.attidentity::text, ''), 'generated ' || nullif(a.attgenerated::text, '')) as definition
    from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    union all
    select 'constraint ' || t.name || '.' || k.conname, pg_get_constraintdef(k.oid)
    from tables t join pg_constraint k on k.conrelid = t.oid where k.contype <> 'n'
    union all
    select 'index ' || t.name || '.' || c.relname, pg_get_indexdef(i.indexrelid)
    from tables t join pg_index i on i.indrelid = t.oid join pg_class c on c.oid = i.indexrelid where i.indisvalid
    order by 1`)
  return Object.fromEntries(rows.map((row) => [String(row.name), String(row.definition)]))
}

async function readNewestHeartbeat(query: Query): Promise<DatabaseDescription['newestHeartbeat']> {
  const [row] = await query(`
    select ${isoTime('at')} as at, lsn::text as lsn from public.recovery_heartbeats order by recovery_heartbeats.at desc limit 1`)
  return row ? { at: String(row.at), lsn: typeof row.lsn === 'string' ? row.lsn : null } : null
}
