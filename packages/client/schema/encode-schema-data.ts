import type { Hex } from 'viem'
import { bytesToHex, encodeAbiParameters, isAddress } from 'viem/utils'
import { invalidValue } from '../problems/own-problems.ts'
import type { TypedField } from '../wallet/typed-data.ts'
import { abiParameter } from './abi-parameter.ts'
import { type FieldType, parseSchemaFields, type SchemaField } from './parse-schema-fields.ts'

/**
 * Integers are bigint, safe integers or decimal text; bytes are `0x` hex; arrays are lists. Tuples, and the whole, are lists of named values
 * in the order of the schema; tuples may be plain lists too, and the whole an object by the fields' names.
 */
export type SchemaValues = readonly NamedValue[] | Readonly<Record<string, unknown>>

export interface NamedValue {
  readonly name: string
  readonly value: unknown
}

/** What a service takes (docs/openapi.json). */
const dataBytesMax = 65_536

/**
 * The ABI encoding of values by a schema, as the EAS SDK's `SchemaEncoder` writes it. Throws `AuraProblem` `value_invalid`, whose one error
 * names the field: `items[2].name`, or `#3` where it has no name.
 */
export function encodeSchemaData(schema: string | readonly TypedField[], values: SchemaValues): Hex {
  const fields = parseSchemaFields(schema)
  const given = Array.isArray(values) ? values : namedValues(fields, values as Readonly<Record<string, unknown>>)
  const converted = convertFields(fields, given, '')
  const data = encodeAbiParameters(
    fields.map(({ type }) => abiParameter(type)),
    converted,
  )
  if (data.length > 2 + 2 * dataBytesMax) throw invalidValue('', `the data would have over ${dataBytesMax} bytes`)
  return data
}

/** Where a field stands: its name, or its position. */
export function pathOf(parent: string, name: string, index: number): string {
  const own = name === '' ? `#${index + 1}` : name
  return parent === '' ? own : `${parent}.${own}`
}

function namedValues(fields: readonly SchemaField[], values: Readonly<Record<string, unknown>>): unknown[] {
  const names = new Set(fields.map(({ name }) => name))
  const foreign = Object.keys(values).find((name) => !names.has(name))
  if (foreign !== undefined) throw invalidValue(foreign, 'the schema has no such field')
  return fields.map(({ name }) => (Object.hasOwn(values, name) ? { name, value: values[name] } : undefined))
}

function convertFields(fields: readonly SchemaField[], values: unknown, path: string): unknown[] {
  if (!Array.isArray(values)) throw invalidValue(path, 'it is not a list')
  if (values.length > fields.length) {
    throw invalidValue(path, `it has ${values.length} values, the schema ${fields.length}`)
  }
  return fields.map(({ name, type }, index) => {
    const field = pathOf(path, name, index)
    return convert(type, valueIn(values[index], { name, field, isNested: path !== '' }), field)
  })
}

function valueIn(
  given: unknown,
  { name, field, isNested }: { name: string; field: string; isNested: boolean },
): unknown {
  const isNamed = typeof given === 'object' && given !== null && Object.hasOwn(given, 'value')
  if (!isNamed) {
    if (isNested && given !== undefined) return given
    throw invalidValue(field, 'it has no value')
  }
  const { name: givenName, value } = given as NamedValue
  // The service lists tuples without the names of their parts.
  const isSame = givenName === name || (isNested && name === '')
  if (!isSame) throw invalidValue(field, 'the value at its place has another name')
  return value
}

function convert(type: FieldType, value: unknown, path: string): unknown {
  if (type.kind === 'tuple') return convertFields(type.fields, value, path)
  if (type.kind === 'array') {
    if (!Array.isArray(value)) throw invalidValue(path, 'it is not a list')
    if (type.length !== undefined && value.length !== type.length) {
      throw invalidValue(path, `it has ${value.length} elements, ${type.length} are needed`)
    }
    // Each element takes a byte at least.
    if (value.length > dataBytesMax) throw invalidValue(path, 'the data would be too long with it')
    return value.map((item, index) => convert(type.element, item, `${path}[${index}]`))
  }
  return convertElementary(type.name, value, path)
}

function convertElementary(type: string, value: unknown, path: string): unknown {
  if (type === 'bool') {
    if (typeof value !== 'boolean') throw invalidValue(path, 'it is neither true nor false')
    return value
  }
  if (type === 'string') return textBytes(value, path)
  if (type === 'address') return addressOf(value, path)
  if (type.startsWith('bytes')) return bytesOf(type, value, path)
  return integerOf(type, value, path)
}

function addressOf(value: unknown, path: string): string {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value)) {
    throw invalidValue(path, 'it is not an address: 0x and 40 hexadecimal digits')
  }
  const digits = value.slice(2)
  const hasCase = digits !== digits.toLowerCase() && digits !== digits.toUpperCase()
  if (hasCase && !isAddress(value)) throw invalidValue(path, 'its capital letters are not its EIP-55 checksum')
  return value.toLowerCase()
}

function textBytes(value: unknown, path: string): Hex {
  if (typeof value !== 'string') throw invalidValue(path, 'it is not a text')
  if (value.length > dataBytesMax) throw invalidValue(path, 'the data would be too long with it')
  // Half a surrogate pair would be written as something else.
  if (/\p{Surrogate}/u.test(value)) throw invalidValue(path, 'it has half of a surrogate pair')
  return bytesToHex(new TextEncoder().encode(value))
}

function bytesOf(type: string, value: unknown, path: string): string {
  if (typeof value !== 'string' || !/^0x([0-9a-fA-F]{2})*$/.test(value)) {
    throw invalidValue(path, 'it is not 0x and an even number of hexadecimal digits')
  }
  const size = Number(type.slice('bytes'.length))
  if (size > 0 && value.length !== 2 + 2 * size) {
    throw invalidValue(path, `it has ${value.length / 2 - 1} bytes, ${size} are needed`)
  }
  return value.toLowerCase()
}

function integerOf(type: string, value: unknown, path: string): bigint {
  const isText = typeof value === 'string' && /^-?(0|[1-9]\d{0,77})$/.test(value)
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value) && !isText) {
    throw invalidValue(path, 'it is not an integer: a bigint, a safe integer or decimal text')
  }
  const integer = BigInt(value as bigint | number | string)
  const bits = Number(type.replace(/\D/g, ''))
  const fitting = type.startsWith('u') ? BigInt.asUintN(bits, integer) : BigInt.asIntN(bits, integer)
  if (fitting !== integer) throw invalidValue(path, `it is beyond ${type}`)
  return integer
}
