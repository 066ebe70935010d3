import { describe, expect, it } from 'vitest'
import { schemaLine } from './schema-line.ts'

const plain = { revocable: true, resolver: `0x${'0'.repeat(40)}` }

describe('schemaLine', () => {
  it('tells apart schemas that differ in a type, in whether they are revocable, and in their resolver', () => {
    const schemas = [
      { ...plain, schema: 'string note' },
      { ...plain, schema: 'bytes32 note' },
      { ...plain, schema: 'string note', revocable: false },
      { ...plain, schema: 'string note', resolver: `0x${'ab'.repeat(20)}` },
    ]
    expect(schemas.map(schemaLine)).toEqual([
      'string note',
      'bytes32 note',
      'string note (not revocable)',
      'string note (resolver 0xabab…abab)',
    ])
  })

  it('keeps a schema of ten thousand fields to one line', () => {
    expect(schemaLine({ ...plain, schema: 'uint8 a, '.repeat(10_000) }).length).toBeLessThan(100)
  })
})
