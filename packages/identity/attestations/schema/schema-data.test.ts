import { SchemaEncoder } from '@ethereum-attestation-service/eas-sdk'
import { AbiCoder } from 'ethers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryPlainSchema, arbitrarySchema, type SampleValue, valuesOf } from '../testing/arbitrary-schema.ts'
import { decodeSchemaData } from './decode-schema-data.ts'
import { encodeSchemaData, type SchemaInput } from './encode-schema-data.ts'
import { parseSchema } from './parse-schema.ts'
import type { SchemaDataReason } from './schema-fault.ts'
import type { SchemaField } from './schema-type.ts'

const abi = AbiCoder.defaultAbiCoder()
const word = (value: bigint | number) => value.toString(16).padStart(64, '0')

describe('encodeSchemaData and decodeSchemaData', () => {
  it('are the encoding that ethers writes and its inverse, for any schema and values', () => {
    const samples = arbitrarySchema.chain((schema) => fc.tuple(fc.constant(schema), valuesOf(schema)))
    fc.assert(
      fc.property(samples, ([schema, values]) => {
        const fields = fieldsOf(schema.text)
        const encoded = encodeSchemaData(fields, values.ours as SchemaInput[])
        const types = schema.fields.map(({ text }) => text)
        expect(encoded).toEqual({ ok: true, data: abi.encode(types, values.theirs as unknown[]) })
        const decoded = decodeSchemaData(fields, dataOf(encoded))
        expect(decoded).toMatchObject({ ok: true, values: values.ours })
        expect(encodeSchemaData(fields, decoded.ok ? decoded.values : [])).toEqual(encoded)
      }),
      { numRuns: 300 },
    )
  })

  it('write and read what the EAS SDK does', () => {
    const samples = arbitraryPlainSchema.chain((schema) => fc.tuple(fc.constant(schema), valuesOf(schema)))
    fc.assert(
      fc.property(samples, ([schema, values]) => {
        const sdk = new SchemaEncoder(schema.text)
        const items = (values.theirs as SampleValue['theirs'][]).map((value, index) => ({
          name: schema.fields[index]?.name ?? '',
          type: schema.fields[index]?.text ?? '',
          value: value as string,
        }))
        const data = sdk.encodeData(items)
        expect(encodeSchemaData(fieldsOf(schema.text), values.ours as SchemaInput[])).toEqual({ ok: true, data })
        const theirs = sdk.decodeData(data).map(({ name, type, value }) => ({ name, type, value: plain(value.value) }))
        expect(decodeSchemaData(fieldsOf(schema.text), data)).toEqual({ ok: true, values: theirs })
      }),
      { numRuns: 150 },
    )
  })

  it('never throw and never hang on any data', () => {
    const words = fc.oneof(
      fc.nat(400).map(word),
      fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map(word),
      fc.constantFrom('00', '0', 'zz'),
    )
    const data = fc.array(words, { maxLength: 12 }).map((list) => `0x${list.join('')}`)
    fc.assert(
      fc.property(arbitrarySchema, data, (schema, hex) => {
        const decoded = decodeSchemaData(fieldsOf(schema.text), hex)
        if (decoded.ok) expect(dataOf(encodeSchemaData(fieldsOf(schema.text), decoded.values))).toBe(hex)
      }),
      { numRuns: 500 },
    )
  })

  it('take integers as bigint, safe integer or decimal text, and addresses without capitals', () => {
    const fields = fieldsOf('int8 a, int8 b, int8 c, address d')
    const values = [-5n, -5, '-5', '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2']
    const encoded = encodeSchemaData(fields, named(['a', 'b', 'c', 'd'], values))
    expect(decodeSchemaData(fields, dataOf(encoded))).toMatchObject({
      values: [{ value: -5n }, { value: -5n }, { value: -5n }, { value: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2' }],
    })
  })

  it('give values by lists, so that no name reaches a prototype', () => {
    const fields = fieldsOf('string __proto__, (bool valueOf, bool toString) t')
    const values = [
      { name: '__proto__', value: 'polluted' },
      { name: 't', value: named(['valueOf', 'toString'], [true, false]) },
    ]
    const decoded = decodeSchemaData(fields, dataOf(encodeSchemaData(fields, values)))
    expect(decoded).toMatchObject({ ok: true, values })
    expect(Object.prototype).not.toHaveProperty('polluted')
    expect(encodeSchemaData(fieldsOf('bool a'), [Object.create({ name: 'a', value: true })])).toMatchObject({
      reason: 'value_missing',
    })
  })
})

describe('encodeSchemaData refuses, naming the field,', () => {
  const schema = 'uint8 score, (string name, bytes2[] marks)[] items, bool'
  const valid = () => [
    { name: 'score', value: 7n as unknown },
    { name: 'items', value: [named(['name', 'marks'], ['a', ['0x0102', '0x0304']])] as unknown },
    { name: '', value: true as unknown },
  ]
  const plants: Record<string, readonly [SchemaDataReason, field: string, plant: (values: SchemaInput[]) => unknown]> =
    {
      'a list that is none': ['value_type', '', () => ({})],
      'a value too many': ['value_unexpected', '', (values) => [...values, { name: 'x', value: 1 }]],
      'a value too few': ['value_missing', '#3', (values) => values.slice(0, 2)],
      'another order': ['value_unexpected', 'score', (values) => values.toReversed()],
      'an integer beyond its type': [
        'value_out_of_range',
        'score',
        (values) => values.with(0, { name: 'score', value: 256 }),
      ],
      'a negative unsigned integer': [
        'value_out_of_range',
        'score',
        (values) => values.with(0, { name: 'score', value: -1 }),
      ],
      'a fraction': ['value_type', 'score', (values) => values.with(0, { name: 'score', value: 1.5 })],
      'hexadecimal text': ['value_type', 'score', (values) => values.with(0, { name: 'score', value: '0x7' })],
      'a truthy text': ['value_type', '#3', (values) => values.with(2, { name: '', value: 'false' })],
      'a list that is an object': [
        'value_type',
        'items',
        (values) => values.with(1, { name: 'items', value: { length: 1 } }),
      ],
      'bytes of another length': [
        'value_out_of_range',
        'items[0].marks[1]',
        (values) => values.with(1, { name: 'items', value: [named(['name', 'marks'], ['a', ['0x0102', '0x03']])] }),
      ],
      'half a surrogate pair': [
        'value_type',
        'items[0].name',
        (values) => values.with(1, { name: 'items', value: [named(['name', 'marks'], ['\ud800', []])] }),
      ],
      'a text beyond the bound': [
        'data_too_long',
        'items[0].name',
        (values) => values.with(1, { name: 'items', value: [named(['name', 'marks'], ['a'.repeat(65_537), []])] }),
      ],
      'a list beyond the bound': [
        'data_too_long',
        'items[0].marks[2039]',
        (values) =>
          values.with(1, { name: 'items', value: [named(['name', 'marks'], ['a', Array(1e6).fill('0x0102')])] }),
      ],
    }

  it.each(Object.entries(plants))('%s', (_what, [reason, field, plant]) => {
    expect(encodeSchemaData(fieldsOf(schema), valid())).toMatchObject({ ok: true })
    const refused = encodeSchemaData(fieldsOf(schema), plant(valid()) as SchemaInput[])
    expect(refused).toMatchObject({ ok: false, reason, field })
  })
})

describe('decodeSchemaData refuses, naming the field,', () => {
  const cases: readonly [what: string, schema: string, words: string, SchemaDataReason, field: string][] = [
    ['text that is no hex', 'bool a', 'zz', 'data_malformed', ''],
    ['half a byte', 'bool a', '0', 'data_malformed', ''],
    ['no data', 'bool a', '', 'data_too_short', 'a'],
    ['a bool of 2', 'bool a', word(2), 'value_out_of_range', 'a'],
    ['a uint8 of 256', 'uint8 a', word(256), 'value_out_of_range', 'a'],
    ['an int8 of 128', 'int8 a', word(128), 'value_out_of_range', 'a'],
    ['an address of 21 bytes', 'address a', word(2n ** 160n), 'value_out_of_range', 'a'],
    ['a bytes1 with a second byte', 'bytes1 a', `0101${'0'.repeat(60)}`, 'data_not_canonical', 'a'],
    ['bytes behind the end', 'bool a', word(1) + word(0), 'data_not_canonical', ''],
    ['an offset back to the head', 'bytes a', word(0), 'data_not_canonical', 'a'],
    ['a gap before the tail', 'bytes a', word(64) + word(0) + word(0), 'data_not_canonical', 'a'],
    ['two fields that share a tail', 'bytes a, bytes b', word(64) + word(64) + word(0), 'data_not_canonical', 'b'],
    ['an offset of 2^255', 'bytes a', word(2n ** 255n), 'data_not_canonical', 'a'],
    ['a length of 2^255', 'uint256[] a', word(32) + word(2n ** 255n), 'data_too_short', 'a'],
    ['a text longer than the data', 'string a', word(32) + word(33) + word(0), 'data_too_short', 'a'],
    ['a text without padding', 'string a', `${word(32) + word(1)}61`, 'data_too_short', 'a'],
    ['a text with padding of ones', 'string a', `${word(32) + word(1)}61${'f'.repeat(62)}`, 'data_not_canonical', 'a'],
    ['a text that is not UTF-8', 'string a', `${word(32) + word(1)}ff${'0'.repeat(62)}`, 'value_type', 'a'],
    ['an element of a tuple in a list', '(bool b)[] a', word(32) + word(1) + word(2), 'value_out_of_range', 'a[0].b'],
    ['data beyond the bound', 'bytes a', '00'.repeat(65_537), 'data_too_long', ''],
    ['data for a schema without fields', '', word(0), 'data_not_canonical', ''],
  ]

  it.each(cases)('%s', (_what, schema, words, reason, field) => {
    expect(decodeSchemaData(fieldsOf(schema), `0x${words}`)).toMatchObject({ ok: false, reason, field })
  })
})

function fieldsOf(text: string): readonly SchemaField[] {
  const parsed = parseSchema(text)
  expect(parsed, text).toMatchObject({ ok: true })
  return parsed.ok ? parsed.fields : []
}

function named(names: readonly string[], values: readonly unknown[]): SchemaInput[] {
  return names.map((name, index) => ({ name, value: values[index] }))
}

function dataOf(encoded: ReturnType<typeof encodeSchemaData>): string {
  return encoded.ok ? encoded.data : 'refused'
}

/** Lists of ethers are proxies, which no comparison takes for lists. */
function plain(value: unknown): unknown {
  return Array.isArray(value) ? Array.from(value, plain) : value
}
