import type { Queryable } from '@aura-sign/postgres'
import { defineSchema, type SchemaDefinition, type SchemaDefinitionResult } from '../schema/define-schema.ts'
import { timeOrderedId } from './time-ordered-id.ts'

export interface RegisteredSchema extends SchemaDefinition {
  readonly registeredAt: Date
}

export type SchemaRegistration =
  | { readonly ok: true; readonly created: boolean; readonly schema: RegisteredSchema }
  | Extract<SchemaDefinitionResult, { ok: false }>

/** Makes a schema known here. The same one again is the one that is known: its uid is what it says. */
export async function registerSchema(
  queryable: Queryable,
  options: { schema: string; resolver?: string; revocable: boolean; now: Date },
): Promise<SchemaRegistration> {
  const { now, ...parts } = options
  const defined = defineSchema(parts)
  if (!defined.ok) return defined
  const { uid, schema, resolver, revocable } = defined.schema
  const inserted = await queryable`
    insert into attestation_schemas (id, uid, schema, resolver, revocable, registered_at)
    values (${timeOrderedId(now)}, ${uid}, ${schema}, ${resolver.toLowerCase()}, ${revocable}, ${now})
    on conflict (uid) do nothing`
  if (inserted.count > 0) return { ok: true, created: true, schema: { ...defined.schema, registeredAt: now } }
  const [row] = await queryable<{ registered_at: Date }[]>`
    select registered_at from attestation_schemas where uid = ${uid}`
  if (!row) throw new Error('a schema that is known has no row')
  return { ok: true, created: false, schema: { ...defined.schema, registeredAt: row.registered_at } }
}
