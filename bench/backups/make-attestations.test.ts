import { expect, it } from 'vitest'
import { defineSchema, verifyAttestation } from '../../packages/identity/index.ts'
import { samplesSchema } from '../harness/attestation-samples.ts'
import { makeAttestations } from './make-attestations.ts'

it('makes attestations that verify, of several attesters, the same ones each time', async () => {
  const now = new Date('2026-11-01T00:00:00Z')
  const defined = defineSchema(samplesSchema)
  if (!defined.ok) throw new Error(defined.detail)
  const { schema } = defined
  const recipients = [{ address: `0x${'a'.repeat(40)}`, statement: 'I am a gardener.' }]
  const make = () => [...makeAttestations(recipients, { count: 20, schema, now })]
  const made = make()
  for (const { object, attester } of made) {
    const verdict = await verifyAttestation({
      ...{ attestation: object, signer: attester, now },
      findSchema: () => schema,
    })
    expect(verdict).toMatchObject({ ok: true })
  }
  expect(new Set(made.map(({ attester }) => attester)).size).toBeGreaterThan(10)
  expect(new Set(made.map(({ object }) => object.uid)).size).toBe(20)
  expect(make()).toEqual(made)
})
