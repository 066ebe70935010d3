import fc from 'fast-check'
import { getAddress } from 'viem/utils'

// Fast-check generators for tests: schemas, and values that fit them.

/** A type as text, with values in three forms: for `encodeSchemaData`, for viem and the SDK, and as decoded. */
export interface SampleType {
  readonly text: string
  readonly values: fc.Arbitrary<SampleValue>
}

export interface SampleValue {
  readonly ours: unknown
  /** Positional tuples, as ethers takes them. */
  readonly theirs: unknown
}

export interface SampleField extends SampleType {
  readonly name: string
}

export interface SampleSchema {
  readonly fields: readonly SampleField[]
  readonly text: string
}

const bitSizes = fc.integer({ min: 1, max: 32 }).map((bytes) => 8 * bytes)
const hexOf = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const same = (value: unknown): SampleValue => ({ ours: value, theirs: value })

function type(text: string, values: fc.Arbitrary<unknown>): SampleType {
  return { text, values: values.map(same) }
}

const bytesOf = (sizes: { minLength: number; maxLength: number }) => fc.uint8Array(sizes).map(hexOf)

const elementary: fc.Arbitrary<SampleType> = fc.oneof(
  bitSizes.map((bits) => type(`uint${bits}`, fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }))),
  bitSizes.map((bits) =>
    type(`int${bits}`, fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n })),
  ),
  fc.integer({ min: 1, max: 32 }).map((size) => type(`bytes${size}`, bytesOf({ minLength: size, maxLength: size }))),
  fc.constant(
    type(
      'address',
      bytesOf({ minLength: 20, maxLength: 20 }).map((hex) => getAddress(hex)),
    ),
  ),
  fc.constant(type('bool', fc.boolean())),
  fc.constant(type('string', fc.string({ unit: 'grapheme', maxLength: 40 }))),
  fc.constant(type('bytes', bytesOf({ minLength: 0, maxLength: 70 }))),
)

const name = fc
  .stringMatching(/^[a-z$_][A-Za-z0-9$_]{0,5}$/)
  .filter((text) => !/^(bool|bytes|int|uint|pure|view|event|error|tuple)/.test(text))
  .map((text) => (text === 'proto' ? '__proto__' : text))

function arrayOf(element: SampleType, length: number | undefined): SampleType {
  const sizes = length === undefined ? { maxLength: 3 } : { minLength: length, maxLength: length }
  const values = fc.array(element.values, sizes).map((items) => ({
    ours: items.map(({ ours }) => ours),
    theirs: items.map(({ theirs }) => theirs),
  }))
  return { text: `${element.text}[${length ?? ''}]`, values }
}

export function tupleOf(fields: readonly SampleField[]): SampleType {
  const values = fc.tuple(...fields.map((field) => field.values)).map((items) => ({
    ours: items.map(({ ours }, index) => ({ name: fields[index]?.name ?? '', value: ours })),
    theirs: items.map(({ theirs }) => theirs),
  }))
  return { text: `(${textOf(fields)})`, values }
}

export function textOf(fields: readonly SampleField[]): string {
  return fields.map((field) => `${field.text} ${field.name}`.trim()).join(', ')
}

function fieldsOf(types: fc.Arbitrary<SampleType>, minLength: number): fc.Arbitrary<SampleField[]> {
  const field = fc.tuple(types, name).map(([sample, label]) => ({ ...sample, name: label }))
  return fc.uniqueArray(field, { selector: (item) => item.name, minLength, maxLength: 4 })
}

const lengths = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined })

function nested(types: fc.Arbitrary<SampleType>): fc.Arbitrary<SampleType> {
  return fc.oneof(
    { weight: 3, arbitrary: types },
    { weight: 1, arbitrary: fc.tuple(types, lengths).map(([element, length]) => arrayOf(element, length)) },
    { weight: 1, arbitrary: fieldsOf(types, 1).map(tupleOf) },
  )
}

function schemasOf(types: fc.Arbitrary<SampleType>): fc.Arbitrary<SampleSchema> {
  return fieldsOf(types, 0).map((fields) => ({ fields, text: textOf(fields) }))
}

/** Schemas of every form that the grammar has, nested up to three levels. */
export const arbitrarySchema = schemasOf(nested(nested(nested(elementary))))

/** Schemas that the SDK encodes without losing the length or a dimension of an array: no tuples, open lists. */
export const arbitraryPlainSchema = schemasOf(
  fc.oneof(
    elementary,
    elementary.map((element) => arrayOf(element, undefined)),
  ),
)

export function valuesOf(schema: SampleSchema): fc.Arbitrary<SampleValue> {
  return tupleOf(schema.fields).values
}
