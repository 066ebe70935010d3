import { SchemaEncoder, SchemaRegistry } from '@ethereum-attestation-service/eas-sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryEdit } from '../../siwe/testing/arbitrary-siwe-fields.ts'
import { arbitrarySchema } from '../testing/arbitrary-schema.ts'
import { defineSchema } from './define-schema.ts'
import { parseSchema, type SchemaParseReason } from './parse-schema.ts'

const resolver = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'

describe('parseSchema', () => {
  it('reads names, types, tuples and lists', () => {
    expect(parseSchema(' uint score ,tuple(string name, (bool ,bytes4[2][] b) t)[] items,ipfsHash cid')).toMatchObject({
      ok: true,
      fields: [
        { name: 'score', type: { text: 'uint256', kind: 'uint', bits: 256, staticBytes: 32 } },
        { name: 'items', type: { text: '(string,(bool,bytes4[2][]))[]', kind: 'array', length: undefined } },
        { name: 'cid', type: { text: 'bytes32', sizeBytes: 32 } },
      ],
    })
    expect(parseSchema('bool a,')).toEqual(parseSchema('bool a'))
    expect(parseSchema('')).toEqual({ ok: true, fields: [] })
  })

  it('accepts every schema of the grammar, and what the SDK accepts apart from its own bounds, after any edit', () => {
    const edited = fc.tuple(arbitrarySchema, fc.array(arbitraryEdit, { maxLength: 2 }))
    fc.assert(
      fc.property(edited, ([schema, edits]) => {
        expect(parseSchema(schema.text)).toMatchObject({ ok: true })
        let text = schema.text
        for (const edit of edits) text = edit(text)
        const ours = parseSchema(text)
        if (ours.ok !== SchemaEncoder.isSchemaValid(text)) expect(deliberate(text), text).toBe(true)
      }),
      { numRuns: 1_500 },
    )
  })

  it('takes time in proportion to the length, whatever the text repeats', () => {
    for (const part of ['(', '[', 'a ', ' ', 'uint256[', 'bool a,', '((bool', 'tuple', 'ipfsHash ', '\t\n']) {
      expect(parseSchema(part.repeat(8_192 / part.length))).toHaveProperty('ok')
    }
  })
})

const faults: Record<SchemaParseReason, readonly (readonly [what: string, text: string])[]> = {
  schema_too_long: [
    ['8,193 characters', ' '.repeat(8_193)],
    ['10,000 fields', Array.from({ length: 10_000 }, (_, index) => `uint256 x${index}`).join(',')],
  ],
  schema_too_many_fields: [
    ['257 fields', Array(257).fill('bool').join(',')],
    ['257 fields in tuples', `(${Array(128).fill('bool').join(',')}),(${Array(128).fill('bool').join(',')})`],
  ],
  schema_too_deep: [
    ['nine dimensions', `bool${'[]'.repeat(9)}`],
    ['nine tuples', `${'('.repeat(9)}bool${')'.repeat(9)}`],
    ['five lists in four tuples', `((((bool[][][][][]))))`],
  ],
  schema_too_large: [
    ['a list of 64 KiB', 'uint8[2049]'],
    ['lists of lists', 'uint8[1000][1000][1000][1000]'],
    ['a list of a million texts', 'string[999999]'],
    ['many lists', Array(40).fill('uint8[64]').join(',')],
  ],
  schema_syntax: [
    ['two commas at the end', 'bool a,,'],
    ['only a comma', ','],
    ['no comma', 'bool a b'],
    ['an open tuple', '(bool a'],
    ['an empty tuple', '()'],
    ['a tuple too few', 'bool a)'],
    ['an open list', 'bool['],
    ['a length of 0', 'bool[0]'],
    ['a length with a leading zero', 'bool[01]'],
    ['a length that is no number', 'bool[a]'],
    ['a function', 'function(bool a)'],
    ['a dot', 'bool a.b'],
    ['Unicode', 'bool ä'],
  ],
  schema_type_unknown: [
    ['uint7', 'uint7 a'],
    ['uint264', 'uint264 a'],
    ['uint08', 'uint08 a'],
    ['bytes33', 'bytes33 a'],
    ['bytes0', 'bytes0 a'],
    ['a name only', 'score'],
    ['another case', 'Uint256 a'],
    ['a list of ipfsHash', 'ipfsHash[] a'],
    ['__proto__', '__proto__ a'],
    ['fixed', 'fixed128x18 a'],
  ],
  schema_name_reserved: [
    ['a type', 'bool bool'],
    ['a data location', 'string memory'],
    ['a type of no size', 'bool uint7'],
  ],
}

describe('parseSchema refuses', () => {
  for (const [reason, plants] of Object.entries(faults)) {
    it.each(plants)(`${reason === 'schema_syntax' ? 'a text' : reason}: %s`, (_what, text) => {
      const refused = reason === 'schema_syntax' ? /^schema_(syntax|type_unknown)$/ : new RegExp(`^${reason}$`)
      expect(parseSchema(text)).toMatchObject({ ok: false, reason: expect.stringMatching(refused) })
    })
  }

  it('with the place and the number of the field', () => {
    expect(parseSchema('bool a, (bool b, uint257 c)[] d')).toEqual({
      ok: false,
      reason: 'schema_type_unknown',
      position: 17,
      detail: 'field 4: there is no type uint257',
    })
  })
})

describe('defineSchema', () => {
  it('computes the uid that the SDK computes', () => {
    fc.assert(
      fc.property(arbitrarySchema, fc.boolean(), ({ text }, revocable) => {
        const uid = SchemaRegistry.getSchemaUID(text, resolver, revocable)
        expect(defineSchema({ schema: text, resolver, revocable })).toMatchObject({ ok: true, schema: { uid } })
      }),
      { numRuns: 50 },
    )
    const none = '0x0000000000000000000000000000000000000000'
    const uid = SchemaRegistry.getSchemaUID('bool like', none as typeof resolver, true)
    expect(defineSchema({ schema: 'bool like', revocable: true })).toMatchObject({ schema: { uid, resolver: none } })
  })

  it('refuses a resolver that is no address', () => {
    expect(defineSchema({ schema: '', resolver: '0x12', revocable: true })).toMatchObject({
      ok: false,
      reason: 'schema_resolver_malformed',
    })
  })
})

/** Where we may differ from the SDK: bounds, brackets that it does not close, data locations, and what it replaces. */
function deliberate(text: string): boolean {
  return (
    /[[\]]/.test(text.replaceAll(/\[\s*([1-9]\d*)?\s*\]/g, '')) ||
    /\(\s*\)|ipfsHash|\b(calldata|memory|storage|payable|indexed|tuple)\b|int0|bytes0/.test(text) ||
    // White space beyond ASCII.
    /[^\x20-\x7e]/.test(text)
  )
}
