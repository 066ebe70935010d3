import type { Queryable } from '@aura-sign/postgres'
import { defineSchema } from '../schema/define-schema.ts'
import type { RegisteredSchema } from './register-schema.ts'

/** The schema of a uid (`0x` and 64 lowercase hex digits); undefined when it is not known here. */
export async function findSchema(queryable: Queryable, uid: string): Promise<RegisteredSchema | undefined> {
  const [row] = await queryable<SchemaRow[]>`
    select id, uid, schema, resolver, revocable, registered_at from attestation_schemas where uid = ${uid}`
  return row && schemaOf(row)
}

export interface SchemaRow {
  id: string
  uid: string
  schema: string
  resolver: string
  revocable: boolean
  registered_at: Date
}

export function schemaOf({ uid, schema, resolver, revocable, registered_at }: SchemaRow): RegisteredSchema {
  const defined = defineSchema({ schema, resolver, revocable })
  if (!defined.ok || defined.schema.uid !== uid) throw new Error(`the row of schema ${uid} is not what its uid says`)
  return { ...defined.schema, registeredAt: registered_at }
}

const cachedSchemasMax = 1_000

/** `findSchema` that reads each schema once: what a uid names never changes. Unknown ones are looked up anew. */
export function cachedSchemas(
  queryable: Queryable,
  options: { entriesMax?: number } = {},
): (uid: string) => Promise<RegisteredSchema | undefined> {
  const { entriesMax = cachedSchemasMax } = options
  const cached = new Map<string, RegisteredSchema>()
  return async (uid) => {
    const known = cached.get(uid)
    if (known) return known
    const found = await findSchema(queryable, uid)
    if (!found) return undefined
    // Maps keep the order of insertion: the oldest entry goes.
    const [oldest] = cached.keys()
    if (cached.size >= entriesMax && oldest !== undefined) cached.delete(oldest)
    cached.set(uid, found)
    return found
  }
}
