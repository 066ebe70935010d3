import type { Hex } from 'viem'
import { parseAddress } from '../../siwe/parse-address.ts'
import { isHexBytes } from '../is-hex-bytes.ts'
import { attestationDataBytesMax } from './attestation-data-bytes-max.ts'
import { pathOf, refusedOr, SchemaDataFault, type SchemaDataRefusal } from './schema-fault.ts'
import { headBytes, type SchemaField, type SchemaType, wordBytes } from './schema-type.ts'

/** One value to encode. Integers are bigint, safe integers or decimal text; tuples are lists of these, arrays are lists. */
export interface SchemaInput {
  readonly name: string
  readonly value: unknown
}

export type EncodedSchemaData = { readonly ok: true; readonly data: Hex } | SchemaDataRefusal

/**
 * The ABI encoding of values by a schema, as the EAS SDK's `SchemaEncoder` writes it: `0x` hex of at most `bytesMax` bytes.
 * Values come in the order of the schema and carry its names.
 */
export function encodeSchemaData(
  fields: readonly SchemaField[],
  values: readonly SchemaInput[],
  options: { bytesMax?: number } = {},
): EncodedSchemaData {
  const budget = { left: options.bytesMax ?? attestationDataBytesMax }
  return refusedOr(() => {
    const data = encodeFields(fields, values, '', budget)
    return { ok: true as const, data: `0x${data.toString('hex')}` as const }
  })
}

/** Bytes that may still be written: spent before a value is looked at, so that long lists end early. */
interface Budget {
  left: number
}

function encodeFields(fields: readonly SchemaField[], values: unknown, path: string, budget: Budget): Buffer {
  if (!Array.isArray(values)) throw new SchemaDataFault('value_type', path, 'it is not a list of named values')
  if (values.length > fields.length) {
    throw new SchemaDataFault('value_unexpected', path, `it has ${values.length} values, the schema ${fields.length}`)
  }
  const parts = fields.map(({ name, type }, index) => {
    const field = pathOf(path, name, index)
    const given: unknown = values[index]
    if (typeof given !== 'object' || given === null || !Object.hasOwn(given, 'value')) {
      throw new SchemaDataFault('value_missing', field, 'it has no value')
    }
    const { name: givenName, value } = given as SchemaInput
    if (givenName !== name)
      throw new SchemaDataFault('value_unexpected', field, 'the value at its place has another name')
    return { type, bytes: encodeValue(type, value, field, budget) }
  })
  return joinParts(parts)
}

function encodeValue(type: SchemaType, value: unknown, path: string, budget: Budget): Buffer {
  const ownBytes = ownBytesOf(type)
  if (ownBytes > 0) spend(budget, ownBytes, path)
  switch (type.kind) {
    case 'uint':
    case 'int':
      return encodeInteger(type.kind === 'int', type.bits, value, path)
    case 'bool':
      if (typeof value !== 'boolean') throw new SchemaDataFault('value_type', path, 'it is neither true nor false')
      return wordOf(value ? 1n : 0n)
    case 'address': {
      const parsed = parseAddress(typeof value === 'string' ? value : '')
      if (!parsed.ok) throw new SchemaDataFault('value_type', path, `it is not an address: ${parsed.detail}`)
      return wordOf(BigInt(parsed.address))
    }
    case 'fixedBytes': {
      const bytes = bytesOf(value, path)
      if (bytes.length !== type.sizeBytes) {
        throw new SchemaDataFault(
          'value_out_of_range',
          path,
          `it has ${bytes.length} bytes, ${type.sizeBytes} are needed`,
        )
      }
      return padded(bytes)
    }
    case 'bytes':
      return withLength(bytesOf(value, path), path, budget)
    case 'string':
      if (typeof value !== 'string') throw new SchemaDataFault('value_type', path, 'it is not a text')
      if (!value.isWellFormed()) throw new SchemaDataFault('value_type', path, 'it has half of a surrogate pair')
      if (value.length > budget.left) spend(budget, value.length, path)
      return withLength(Buffer.from(value, 'utf8'), path, budget)
    case 'tuple':
      return encodeFields(type.fields, value, path, budget)
    case 'array':
      return encodeArray(type.element, type.length, value, path, budget)
  }
}

/** An offset and a length where the type has them, or its word; what it contains counts by itself. */
function ownBytesOf(type: SchemaType): number {
  if (type.kind === 'tuple') return type.staticBytes === undefined ? wordBytes : 0
  if (type.kind === 'array' && type.length !== undefined) return type.staticBytes === undefined ? wordBytes : 0
  return type.staticBytes ?? 2 * wordBytes
}

function encodeArray(
  element: SchemaType,
  length: number | undefined,
  value: unknown,
  path: string,
  budget: Budget,
): Buffer {
  if (!Array.isArray(value)) throw new SchemaDataFault('value_type', path, 'it is not a list')
  if (length !== undefined && value.length !== length) {
    throw new SchemaDataFault('value_out_of_range', path, `it has ${value.length} elements, ${length} are needed`)
  }
  const parts: Part[] = []
  for (const [index, item] of value.entries()) {
    parts.push({ type: element, bytes: encodeValue(element, item, `${path}[${index}]`, budget) })
  }
  const joined = joinParts(parts)
  return length === undefined ? Buffer.concat([wordOf(BigInt(value.length)), joined]) : joined
}

interface Part {
  readonly type: SchemaType
  readonly bytes: Buffer
}

/** Heads first, then what is dynamic in the same order: the one layout that every Solidity compiler writes. */
function joinParts(parts: readonly Part[]): Buffer {
  let offset = 0
  for (const { type } of parts) offset += headBytes(type)
  const heads: Buffer[] = []
  const tails: Buffer[] = []
  for (const { type, bytes } of parts) {
    if (type.staticBytes !== undefined) {
      heads.push(bytes)
      continue
    }
    heads.push(wordOf(BigInt(offset)))
    tails.push(bytes)
    offset += bytes.length
  }
  return Buffer.concat([...heads, ...tails])
}

function encodeInteger(isSigned: boolean, bits: number, value: unknown, path: string): Buffer {
  const integer = integerOf(value)
  if (integer === undefined) {
    throw new SchemaDataFault('value_type', path, 'it is not an integer: a bigint, a safe integer or decimal text')
  }
  const fits = isSigned ? BigInt.asIntN(bits, integer) === integer : BigInt.asUintN(bits, integer) === integer
  if (!fits) throw new SchemaDataFault('value_out_of_range', path, `it is beyond ${isSigned ? 'int' : 'uint'}${bits}`)
  return wordOf(BigInt.asUintN(256, integer))
}

function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  // 78 digits are 2^256; longer text would only be expensive.
  return typeof value === 'string' && /^-?(0|[1-9]\d{0,77})$/.test(value) ? BigInt(value) : undefined
}

function bytesOf(value: unknown, path: string): Buffer {
  if (isHexBytes(value)) return Buffer.from(value.slice(2), 'hex')
  throw new SchemaDataFault('value_type', path, 'it is not 0x and an even number of hexadecimal digits')
}

function withLength(bytes: Buffer, path: string, budget: Budget): Buffer {
  const body = padded(bytes)
  spend(budget, body.length, path)
  return Buffer.concat([wordOf(BigInt(bytes.length)), body])
}

function spend(budget: Budget, bytes: number, path: string): void {
  budget.left -= bytes
  if (budget.left < 0) throw new SchemaDataFault('data_too_long', path, 'the data would be too long with it')
}

function padded(bytes: Buffer): Buffer {
  const rest = bytes.length % wordBytes
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(wordBytes - rest)])
}

function wordOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * wordBytes, '0'), 'hex')
}
