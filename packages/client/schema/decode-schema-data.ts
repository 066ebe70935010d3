import type { AbiParameter, Hex } from 'viem'
import { decodeAbiParameters, encodeAbiParameters, hexToBytes } from 'viem/utils'
import { invalidValue } from '../problems/own-problems.ts'
import type { TypedField } from '../wallet/typed-data.ts'
import { abiParameter } from './abi-parameter.ts'
import { pathOf } from './encode-schema-data.ts'
import { type FieldType, parseSchemaFields, type SchemaField, typeText } from './parse-schema-fields.ts'

/** A field with its value: integers are decimal text, arrays lists, tuples lists of these. */
export interface DecodedValue extends TypedField {
  readonly value: unknown
}

const dataBytesMax = 65_536

/**
 * The values in ABI-encoded data by a schema; `encodeSchemaData` of them gives the same data again. Only the canonical encoding is read:
 * what is written in another way, or has something left over, is refused. Throws `AuraProblem` `value_invalid`, which names the field.
 */
export function decodeSchemaData(schema: string | readonly TypedField[], data: string): readonly DecodedValue[] {
  const fields = parseSchemaFields(schema)
  if (data.length > 2 + 2 * dataBytesMax) throw invalidValue('', `it has over ${dataBytesMax} bytes`)
  if (!/^0x([0-9a-fA-F]{2})*$/.test(data)) {
    throw invalidValue('', 'it is not 0x and an even number of hexadecimal digits')
  }
  const bytes = data.toLowerCase() as Hex
  const parameters = fields.map(({ type }) => abiParameter(type))
  const values = decodeAll(fields, parameters, bytes)
  const canonical = encodeAgain(fields, parameters, values)
  if (canonical !== bytes) throw notCanonical(fields, { data: bytes, canonical })
  return fields.map(({ name, type }, index) => ({
    name,
    type: typeText(type),
    value: plain(type, values[index], pathOf('', name, index)),
  }))
}

type Parameters = readonly AbiParameter[]

function decodeAll(fields: readonly SchemaField[], parameters: Parameters, data: Hex): readonly unknown[] {
  try {
    return decodeAbiParameters(parameters, data)
  } catch (cause) {
    // Decoded by the fields up to one, and then one more: only so is it known which one does not fit.
    const index = fields.findIndex((_, last) => !decodes(parameters.slice(0, last + 1), data))
    throw invalidValue(pathOf('', fields[index]?.name ?? '', index), 'the data does not fit it', { cause })
  }
}

function encodeAgain(fields: readonly SchemaField[], parameters: Parameters, values: readonly unknown[]): Hex {
  for (const [index, parameter] of parameters.entries()) {
    try {
      encodeAbiParameters([parameter], [values[index]])
    } catch (cause) {
      // viem reads numbers beyond their types, but does not write them.
      throw invalidValue(pathOf('', fields[index]?.name ?? '', index), 'it is beyond its type', { cause })
    }
  }
  return encodeAbiParameters(parameters, values)
}

function decodes(parameters: Parameters, data: Hex): boolean {
  try {
    decodeAbiParameters(parameters, data)
    return true
  } catch {
    return false
  }
}

/** The field at the first byte that differs: in its place at the front, or in what stands behind for it. */
function notCanonical(fields: readonly SchemaField[], { data, canonical }: { data: Hex; canonical: Hex }): Error {
  let at = 2
  while (at < canonical.length && data[at] === canonical[at]) at += 1
  if (at === canonical.length) return invalidValue('', `${(data.length - at) / 2} bytes are left over at its end`)
  const byte = (at - 2) >> 1
  let head = 0
  let found = 0
  for (const [index, { type }] of fields.entries()) {
    const size = staticBytes(type)
    const isHere = byte >= head && byte < head + (size ?? wordBytes)
    const start =
      size === undefined ? Number(`0x${canonical.slice(2 + 2 * head, 2 + 2 * (head + wordBytes))}`) : undefined
    if (isHere || (start !== undefined && byte >= start)) found = index
    if (isHere) break
    head += size ?? wordBytes
  }
  return invalidValue(pathOf('', fields[found]?.name ?? '', found), 'it is not written in the one canonical way')
}

const wordBytes = 32

/** Bytes of a value in place; undefined for what stands behind an offset. */
function staticBytes(type: FieldType): number | undefined {
  if (type.kind === 'elementary') return type.name === 'string' || type.name === 'bytes' ? undefined : wordBytes
  if (type.kind === 'array') {
    const size = staticBytes(type.element)
    return size === undefined || type.length === undefined ? undefined : size * type.length
  }
  let total = 0
  for (const field of type.fields) {
    const size = staticBytes(field.type)
    if (size === undefined) return undefined
    total += size
  }
  return total
}

function plain(type: FieldType, value: unknown, path: string): unknown {
  if (type.kind === 'array') {
    return (value as unknown[]).map((item, index) => plain(type.element, item, `${path}[${index}]`))
  }
  if (type.kind === 'tuple') {
    return type.fields.map((field, index) => ({
      name: field.name,
      type: typeText(field.type),
      value: plain(field.type, (value as unknown[])[index], pathOf(path, field.name, index)),
    }))
  }
  if (type.name === 'string') return textOf(value as Hex, path)
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : value
}

function textOf(bytes: Hex, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(hexToBytes(bytes))
  } catch (cause) {
    throw invalidValue(path, 'it is not UTF-8', { cause })
  }
}
