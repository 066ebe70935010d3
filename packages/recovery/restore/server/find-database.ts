import type { ServerSession } from './server-session.ts'

/** A database as the catalog of its server has it. */
export interface ServerDatabase {
  name: string
  owner: string
  /** Whether whoever is connected may act for the owner. */
  isOurs: boolean
  encoding: string
  collate: string
  ctype: string
  /** `c`, `i` or `b`. */
  provider: string
  allowsConnections: boolean
  connectionLimit: number
  comment: string | null
}

/** The database of that name; null where there is none. */
export async function findDatabase({ sql }: ServerSession, name: string): Promise<ServerDatabase | null> {
  const [row] = await sql<ServerDatabase[]>`
    select datname::text as name, pg_get_userbyid(datdba)::text as owner, pg_has_role(datdba, 'usage') as "isOurs",
      pg_encoding_to_char(encoding)::text as encoding, datcollate::text as collate, datctype::text as ctype,
      coalesce(to_jsonb(pg_database)->>'datlocprovider', 'c') as provider,
      datallowconn as "allowsConnections", datconnlimit as "connectionLimit",
      shobj_description(oid, 'pg_database') as comment
    from pg_database where datname = ${name}`
  return row ?? null
}
