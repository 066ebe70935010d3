import type { Address, Hex } from 'viem'
import { parseAddress } from '../../siwe/parse-address.ts'
import { parseSchema, type SchemaParseReason } from './parse-schema.ts'
import type { SchemaField } from './schema-type.ts'
import { schemaUid } from './schema-uid.ts'

/** A schema whose parts were checked and whose uid was computed here. */
export interface SchemaDefinition {
  readonly uid: Hex
  /** The text as registered: the uid depends on every character of it. */
  readonly schema: string
  readonly resolver: Address
  readonly revocable: boolean
  readonly fields: readonly SchemaField[]
}

export type SchemaDefinitionResult =
  | { readonly ok: true; readonly schema: SchemaDefinition }
  | {
      readonly ok: false
      readonly reason: SchemaParseReason | 'schema_resolver_malformed'
      readonly position: number
      /** For people: `field 3: there is no type uint257`. */
      readonly detail: string
    }

const noResolver = `0x${'0'.repeat(40)}`

/** Checks the parts of an EAS schema (SchemaRegistry `register`) and computes its uid. `resolver`: `0x` and 40 hex digits. */
export function defineSchema(parts: { schema: string; resolver?: string; revocable: boolean }): SchemaDefinitionResult {
  const parsed = parseSchema(parts.schema)
  if (!parsed.ok) return parsed
  const resolver = parseAddress(parts.resolver ?? noResolver)
  if (!resolver.ok) {
    return {
      ok: false,
      reason: 'schema_resolver_malformed',
      position: 0,
      detail: `the resolver is no address: ${resolver.detail}`,
    }
  }
  const { schema, revocable } = parts
  const uid = schemaUid({ schema, resolver: resolver.address, revocable })
  return { ok: true, schema: { uid, schema, resolver: resolver.address, revocable, fields: parsed.fields } }
}
