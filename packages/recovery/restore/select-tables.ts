import { quoteIdentifier } from '../verify/row-hash.ts'

const identifier = `(?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*))`
const head = new RegExp(String.raw`^(CREATE (?:UNLOGGED )?TABLE|COPY|INSERT INTO) public\.${identifier}(?=[\s(])`)

/**
 * Of the statements of a pg_dump those that make some tables of `public` and fill them, with another schema in its place; null for all others. Keys
 * and indexes are statements of their own there, and so left out: nothing that comes of it refers to, or is bound by, what is in use.
 */
export function selectTables(options: { tables: readonly string[]; schema: string }): (text: string) => string | null {
  const { tables, schema } = options
  return (text) => {
    if (/^SET (?:LOCAL )?\w+ (?:=|TO) |^SELECT pg_catalog\.set_config\(/.test(text)) return text
    const found = head.exec(text)
    const table = found?.[1] === undefined ? undefined : (found[2]?.replaceAll('""', '"') ?? found[3])
    if (!found || table === undefined || !tables.includes(table)) return null
    return `${found[1]} ${quoteIdentifier(schema)}.${quoteIdentifier(table)}${text.slice(found[0].length)}`
  }
}
