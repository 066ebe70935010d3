import { SchemaEncoder } from '@ethereum-attestation-service/eas-sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSchemaData as decodeAtService } from '../../identity/attestations/schema/decode-schema-data.ts'
import {
  encodeSchemaData as encodeAtService,
  type SchemaInput,
} from '../../identity/attestations/schema/encode-schema-data.ts'
import { parseSchema } from '../../identity/attestations/schema/parse-schema.ts'
import {
  arbitraryPlainSchema,
  arbitrarySchema,
  type SampleSchema,
  valuesOf,
} from '../../identity/attestations/testing/arbitrary-schema.ts'
import { AuraProblem } from '../problems/aura-problem.ts'
import { decodeSchemaData } from './decode-schema-data.ts'
import { encodeSchemaData, type NamedValue } from './encode-schema-data.ts'
import { parseSchemaFields, typeText } from './parse-schema-fields.ts'

const samples = (schemas: fc.Arbitrary<SampleSchema>) =>
  schemas.chain((schema) => fc.tuple(fc.constant(schema), valuesOf(schema)))
const word = (value: bigint | number) => value.toString(16).padStart(64, '0')

describe('encodeSchemaData and decodeSchemaData', () => {
  it('write and read what the service does, for any schema and values', () => {
    fc.assert(
      fc.property(samples(arbitrarySchema), ([schema, values]) => {
        const fields = fieldsAtService(schema.text)
        const theirs = encodeAtService(fields, values.ours as SchemaInput[])
        const data = encodeSchemaData(schema.text, values.ours as NamedValue[])
        expect(theirs).toEqual({ ok: true, data })
        const decoded = decodeAtService(fields, data)
        expect(decodeSchemaData(schema.text, data)).toEqual(decoded.ok && asText(decoded.values))
        // By the fields as the service lists them, where parts of tuples have no names.
        const listed = fields.map(({ name, type }) => ({ name, type: type.text }))
        expect(encodeSchemaData(listed, values.ours as NamedValue[])).toBe(data)
        expect(encodeSchemaData(listed, decodeSchemaData(listed, data))).toBe(data)
      }),
      { numRuns: 200 },
    )
  })

  it('write what the EAS SDK does', () => {
    fc.assert(
      fc.property(samples(arbitraryPlainSchema), ([schema, values]) => {
        const items = (values.theirs as string[]).map((value, index) => ({
          name: schema.fields[index]?.name ?? '',
          type: schema.fields[index]?.text ?? '',
          value,
        }))
        const theirs = new SchemaEncoder(schema.text).encodeData(items)
        expect(encodeSchemaData(schema.text, values.ours as NamedValue[])).toBe(theirs)
      }),
      { numRuns: 100 },
    )
  })

  it('take and refuse the same data as the service', () => {
    const words = fc.oneof(
      fc.nat(400).map(word),
      fc.constantFrom(...[0, 1, 32, 64, 96].map(word)),
      fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map(word),
      fc.constantFrom('00', '0', 'zz'),
    )
    const data = fc.array(words, { maxLength: 12 }).map((list) => `0x${list.join('')}`)
    fc.assert(
      fc.property(arbitrarySchema, data, (schema, hex) => {
        const theirs = decodeAtService(fieldsAtService(schema.text), hex)
        const ours = outcome(() => decodeSchemaData(schema.text, hex))
        expect(ours.ok).toBe(theirs.ok)
        if (ours.ok && theirs.ok) expect(ours.value).toEqual(asText(theirs.values))
      }),
      { numRuns: 500 },
    )
  })

  it('take and refuse the same data as the service, after one byte was changed', () => {
    fc.assert(
      fc.property(
        samples(arbitrarySchema),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        ([schema, values], at, change) => {
          const bytes = Buffer.from(encodeSchemaData(schema.text, values.ours as NamedValue[]).slice(2), 'hex')
          if (bytes.length === 0) return
          const index = at % bytes.length
          bytes[index] = (bytes[index] ?? 0) ^ change
          const hex = `0x${bytes.toString('hex')}`
          const theirs = decodeAtService(fieldsAtService(schema.text), hex)
          const ours = outcome(() => decodeSchemaData(schema.text, hex))
          expect(ours.ok).toBe(theirs.ok)
          if (ours.ok && theirs.ok) expect(ours.value).toEqual(asText(theirs.values))
          const firstField = ours.ok ? undefined : ours.path.split(/[.[]/)[0]
          if (!ours.ok && !theirs.ok) expect(schema.fields.map(({ name }) => name)).toContain(firstField)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('take an object by the names of the fields, and tuples as plain lists', () => {
    const schema = 'uint8 score, (string name, bool ok)[] items'
    const named = [
      { name: 'score', value: 7n },
      {
        name: 'items',
        value: [
          [
            { name: 'name', value: 'a' },
            { name: 'ok', value: true },
          ],
        ],
      },
    ]
    expect(encodeSchemaData(schema, { items: [['a', true]], score: '7' })).toBe(encodeSchemaData(schema, named))
  })

  it.each([
    ['a value too few', { score: 1 }, 'note'],
    ['a value too many', { score: 1, note: 'a', items: [], x: 1 }, 'x'],
    ['an integer beyond its type', { score: 256, note: 'a', items: [] }, 'score'],
    ['a fraction', { score: 1.5, note: 'a', items: [] }, 'score'],
    ['no text', { score: 1, note: 5, items: [] }, 'note'],
    ['half a surrogate pair', { score: 1, note: '\ud800', items: [] }, 'note'],
    ['no list', { score: 1, note: 'a', items: {} }, 'items'],
    ['bytes of another length', { score: 1, note: 'a', items: [[['0x01'], true]] }, 'items[0].marks[0]'],
    ['a truthy text', { score: 1, note: 'a', items: [[['0x0102'], 'true']] }, 'items[0].ok'],
    ['a list of another length', { score: 1, note: 'a', items: [[[], true]] }, 'items[0].marks'],
    ['no tuple', { score: 1, note: 'a', items: [7] }, 'items[0]'],
    ['a text beyond the bound', { score: 1, note: 'a'.repeat(65_537), items: [] }, 'note'],
  ])('refuse %s, and name the field', (_what, values, path) => {
    const schema = 'uint8 score, string note, (bytes2[1] marks, bool ok)[] items'
    const refused = outcome(() => encodeSchemaData(schema, values))
    expect(refused).toEqual({ ok: false, path })
  })

  it('refuse a wrong address, and one with wrong capitals', () => {
    const address = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'
    expect(encodeSchemaData('address a', { a: address })).toBe(
      encodeSchemaData('address a', { a: address.toLowerCase() }),
    )
    for (const a of [address.slice(0, -1), address.replace('aaA', 'AaA'), 5]) {
      expect(outcome(() => encodeSchemaData('address a', { a }))).toEqual({ ok: false, path: 'a' })
    }
  })
})

describe('parseSchemaFields', () => {
  it.each([
    '',
    ' ',
    'bool',
    'uint a,int b',
    'ipfsHash hash',
    'tuple(bool a,) t',
    'bool a,',
    '( string , bytes5[ ][2] ) [3] x , bool $y',
  ])('reads "%s" as the service does', (text) => {
    const theirs = fieldsAtService(text).map(({ name, type }) => ({ name, type: type.text }))
    expect(parseSchemaFields(text).map(({ name, type }) => ({ name, type: typeText(type) }))).toEqual(theirs)
  })

  it.each([
    'uint257 a',
    'bool[0] a',
    '() a',
    'bool a b',
    'bool a)',
    '(bool a',
    'bool[',
    'ipfsHash',
    `bool${'[]'.repeat(9)} a`,
  ])('refuses "%s" as the service does', (text) => {
    expect(parseSchema(text)).toMatchObject({ ok: false })
    expect(outcome(() => parseSchemaFields(text))).toEqual({ ok: false, path: 'schema' })
  })
})

type Outcome<T> = { ok: true; value: T } | { ok: false; path: string }

function outcome<T>(run: () => T): Outcome<T> {
  try {
    return { ok: true, value: run() }
  } catch (error) {
    if (error instanceof AuraProblem) return { ok: false, path: error.errors[0]?.path ?? 'none' }
    throw error
  }
}

function fieldsAtService(text: string) {
  const parsed = parseSchema(text)
  return parsed.ok ? parsed.fields : expect.fail(text)
}

function asText(values: unknown): unknown {
  return JSON.parse(JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
}
