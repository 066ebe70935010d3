import { describe, expect, it } from 'vitest'
import { emptyDraft, readDraft } from './draft.ts'

const now = new Date('2026-11-24T12:00:00Z')
const recipient = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const schema = {
  uid: `0x${'1'.repeat(64)}`,
  schema: 'string note, uint8 level',
  resolver: `0x${'0'.repeat(40)}`,
  revocable: true,
  fields: [
    { name: 'note', type: 'string' },
    { name: 'level', type: 'uint8' },
  ],
  registeredAt: now.toISOString(),
}

describe('readDraft', () => {
  it('gives the values by name, in the order of the schema', () => {
    const draft = {
      ...emptyDraft,
      recipient: ` ${recipient} `,
      schema,
      texts: ['hello', '3'],
      expiry: 'month' as const,
    }
    expect(readDraft(draft, now)).toEqual({
      ok: true,
      attestation: {
        ...{ recipient, schema, revocable: true, expiresAt: new Date('2026-12-24T12:00:00Z') },
        values: [
          { name: 'note', value: 'hello' },
          { name: 'level', value: '3' },
        ],
      },
    })
  })

  it('names everything that is wrong at once', () => {
    const draft = {
      ...emptyDraft,
      recipient: '0x',
      schema,
      texts: ['', 'x'],
      expiry: 'date' as const,
      expiryDate: '2020-01-01',
    }
    const read = readDraft(draft, now)
    expect(read.ok ? [] : [...read.errors.keys()]).toEqual(['recipient', 1, 'expiry'])
    const bare = readDraft(emptyDraft, now)
    expect(bare.ok ? [] : [...bare.errors.keys()]).toEqual(['recipient', 'schema'])
  })

  it('makes nothing revocable that its schema does not allow to be', () => {
    const draft = { ...emptyDraft, recipient, schema: { ...schema, revocable: false }, texts: ['', '1'] }
    expect(readDraft(draft, now)).toMatchObject({ ok: true, attestation: { revocable: false, expiresAt: null } })
  })
})
