export interface TableColumn {
  name: string
  /** As `format_type` writes it. */
  type: string
  /** How its value becomes bytes that are the same in every database; see `columnForm`. */
  form: ColumnForm
}

/**
 * `binary`: a built-in type, whose binary form is the same in Postgres 15 to 18. `text`: its binary form names object ids of this database
 * or is no plain value, so it is hashed as text. `float`: there are many NaNs, and a dump keeps one of them. Else the send function of an extension's type, quoted.
 */
export type ColumnForm = 'binary' | 'float' | 'text' | { sendFunction: string }

/**
 * SQL for 64 bits of SHA-256 of a row, as bigint. `record_send` writes for each column its type's object id, length and binary value, so a
 * null and an empty text are told apart, and no value is written as text: of 50,000 vectors of 384 that took 0.16 s, as jsonb 0.77 s.
 * Columns are taken by their names, not their places: a dump restored after `alter table` may order them differently.
 */
export function rowHash(columns: readonly TableColumn[]): string {
  const values = columns.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map(binaryOf)
  // SHA-256 rather than hashtext: documented never to change between versions.
  const hash = `sha256(record_send(row(${values.join(', ')})))`
  return `('x' || encode(substring(${hash} from 1 for 8), 'hex'))::bit(64)::bigint`
}

function binaryOf({ name, form }: TableColumn): string {
  const column = `t.${quoteIdentifier(name)}`
  if (form === 'binary') return column
  if (form === 'text') return `${column}::text`
  if (form === 'float') return `case when ${column} = 'NaN' then 'NaN' else ${column} end`
  // The object ids of extensions' types differ between databases; that of bytea does not.
  return `${form.sendFunction}(${column})`
}

/** SQL for the form of a column, given the aliases of its `pg_type` and of that of its elements, as text or null. */
export function columnFormSql(type: string, element: string): string {
  const firstOfDatabase = 16_384
  return `case
    when ${type}.typtype not in ('b', 'r', 'm') or ${type}.typsend = 0 then 'text'
    when ${type}.typname ~ '^_?reg' and ${type}.oid < ${firstOfDatabase} then 'text'
    when ${type}.typname in ('float4', 'float8') and ${type}.oid < ${firstOfDatabase} then 'float'
    when ${type}.oid < ${firstOfDatabase} then 'binary'
    when ${type}.typtype = 'b' and ${type}.typcategory <> 'A' and ${element}.oid is null then (
      select format('%I.%I', n.nspname, p.proname) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = ${type}.typsend)
    else 'text' end`
}

export function columnForm(text: string): ColumnForm {
  return text === 'binary' || text === 'float' || text === 'text' ? text : { sendFunction: text }
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
