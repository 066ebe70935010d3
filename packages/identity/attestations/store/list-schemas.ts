import type { Queryable } from '@aura-sign/postgres'
import { type SchemaRow, schemaOf } from './find-schema.ts'
import { pageOf, pageSizeDefault } from './page-cursor.ts'
import type { RegisteredSchema } from './register-schema.ts'

export interface SchemaPage {
  readonly schemas: readonly RegisteredSchema[]
  /** Of the next page; null on the last one. */
  readonly nextCursor: string | null
}

/** A page of the known schemas, newest first. `after`: the id that a cursor holds. Stable as `listAttestations` is. */
export async function listSchemas(
  queryable: Queryable,
  options: { after?: string; limit?: number } = {},
): Promise<SchemaPage> {
  const { after, limit = pageSizeDefault } = options
  const found = await queryable<SchemaRow[]>`
    select id, uid, schema, resolver, revocable, registered_at from attestation_schemas
    ${after === undefined ? queryable`` : queryable`where id < ${after}`}
    order by id desc limit ${limit + 1}`
  const { rows, nextCursor } = pageOf(found, limit)
  return { schemas: rows.map(schemaOf), nextCursor }
}
