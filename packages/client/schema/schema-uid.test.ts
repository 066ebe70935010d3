import { defineSchema } from '@aura-sign/identity'
import { SchemaRegistry } from '@ethereum-attestation-service/eas-sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitrarySchema } from '../../identity/attestations/testing/arbitrary-schema.ts'
import { schemaUid } from './schema-uid.ts'

describe('schemaUid', () => {
  it("is the service's and the EAS SDK's", () => {
    const resolver = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'
    fc.assert(
      fc.property(arbitrarySchema, fc.boolean(), fc.boolean(), ({ text }, revocable, resolved) => {
        const parts = { schema: text, revocable, ...(resolved && { resolver }) }
        const uid = schemaUid(parts)
        expect(defineSchema(parts)).toMatchObject({ ok: true, schema: { uid } })
        const theirs = SchemaRegistry.getSchemaUID(text, resolved ? resolver : `0x${'0'.repeat(40)}`, revocable)
        expect(theirs).toBe(uid)
      }),
      { numRuns: 50 },
    )
    expect(schemaUid({ schema: 'bool a' })).toBe(schemaUid({ schema: 'bool a', revocable: true }))
  })
})
