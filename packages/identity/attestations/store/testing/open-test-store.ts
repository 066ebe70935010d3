import { createHash } from 'node:crypto'
import { newId, userIdOf } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import type { SchemaDefinition } from '../../schema/define-schema.ts'
import { encodeSchemaData } from '../../schema/encode-schema-data.ts'
import type { AttestationStore } from '../attestation-store.ts'
import { cachedSchemas } from '../find-schema.ts'
import { registerSchema } from '../register-schema.ts'

// For tests: a store whose clock stands until it is moved, and what attestations need.

export const storeNow = new Date('2026-11-23T12:00:30Z')

export interface TestStore extends AttestationStore {
  advanceMs(durationMs: number): void
}

export function openTestStore(sql: Sql, parts: Partial<AttestationStore> = {}): TestStore {
  let nowMs = storeNow.getTime()
  return {
    sql,
    clock: { now: () => new Date(nowMs), monotonicMs: () => nowMs },
    findSchema: cachedSchemas(sql),
    advanceMs: (durationMs) => {
      nowMs += durationMs
    },
    ...parts,
  }
}

export async function knownSchema(sql: Sql, schema: string, revocable = true): Promise<SchemaDefinition> {
  const registered = await registerSchema(sql, { schema, revocable, now: storeNow })
  if (!registered.ok) throw new Error(registered.detail)
  return registered.schema
}

/** The data of values in the schema's order. */
export function dataOf(schema: SchemaDefinition, ...values: unknown[]) {
  const encoded = encodeSchemaData(
    schema.fields,
    schema.fields.map(({ name }, index) => ({ name, value: values[index] })),
  )
  if (!encoded.ok) throw new Error(`${encoded.field}: ${encoded.detail}`)
  return encoded.data
}

/** A file that is known; its bytes are of no interest. */
export async function knownFile(sql: Sql): Promise<string> {
  const sha256 = createHash('sha256').update(newId()).digest('hex')
  await sql`
    insert into evidence (sha256, size_bytes, media_type, uploaded_at) values (${sha256}, 1, 'text/plain', ${storeNow})`
  return sha256
}

export function userIdAt(address: string): string {
  return userIdOf(`eip155:1:${address.toLowerCase()}`)
}
