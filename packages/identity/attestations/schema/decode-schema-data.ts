import { checksumAddress } from '../../siwe/checksum-address.ts'
import { isHexBytes } from '../is-hex-bytes.ts'
import { attestationDataBytesMax } from './attestation-data-bytes-max.ts'
import { pathOf, refusedOr, SchemaDataFault, type SchemaDataRefusal } from './schema-fault.ts'
import {
  headBytes,
  type SchemaField,
  type SchemaFieldValue,
  type SchemaType,
  type SchemaValue,
  wordBytes,
} from './schema-type.ts'

export type DecodedSchemaData = { readonly ok: true; readonly values: readonly SchemaFieldValue[] } | SchemaDataRefusal

/**
 * The values in ABI-encoded `data` (`0x` hex) by a schema; `encodeSchemaData` of them gives the same data again. Only the
 * canonical encoding is read: each part directly behind the one before it, padding zero, nothing left over. So the
 * work is linear in the data, where offsets that point anywhere let a few bytes stand for any amount of values.
 */
export function decodeSchemaData(
  fields: readonly SchemaField[],
  data: string,
  options: { bytesMax?: number } = {},
): DecodedSchemaData {
  const bytesMax = options.bytesMax ?? attestationDataBytesMax
  return refusedOr(() => {
    if (data.length > 2 + 2 * bytesMax) throw new SchemaDataFault('data_too_long', '', `it has over ${bytesMax} bytes`)
    if (!isHexBytes(data)) {
      throw new SchemaDataFault('data_malformed', '', 'it is not 0x and an even number of hexadecimal digits')
    }
    const bytes = Buffer.from(data.slice(2), 'hex')
    const { values, end } = decodeFields(bytes, fields, 0, '')
    if (end < bytes.length) {
      throw new SchemaDataFault('data_not_canonical', '', `${bytes.length - end} bytes are left over at its end`)
    }
    return { ok: true as const, values }
  })
}

interface Decoded<Value> {
  readonly value: Value
  /** First byte behind everything that belongs to the value. */
  readonly end: number
}

function decodeFields(bytes: Buffer, fields: readonly SchemaField[], base: number, path: string) {
  const items = fields.map(({ name, type }, index) => ({ type, path: pathOf(path, name, index) }))
  const { value, end } = decodeSequence(bytes, items, base)
  const values = fields.map(({ name, type }, index) => ({ name, type: type.text, value: value[index] as SchemaValue }))
  return { values, end }
}

function decodeSequence(
  bytes: Buffer,
  items: readonly { readonly type: SchemaType; readonly path: string }[],
  base: number,
): Decoded<SchemaValue[]> {
  let head = base
  let end = base
  for (const { type } of items) end += headBytes(type)
  const value: SchemaValue[] = []
  for (const { type, path } of items) {
    if (type.staticBytes === undefined) {
      if (readWord(bytes, head, path) !== BigInt(end - base)) {
        throw new SchemaDataFault('data_not_canonical', path, 'it does not stand directly behind the field before it')
      }
      const decoded = decodeValue(bytes, type, end, path)
      value.push(decoded.value)
      end = decoded.end
    } else {
      value.push(decodeValue(bytes, type, head, path).value)
    }
    head += headBytes(type)
  }
  return { value, end }
}

function decodeValue(bytes: Buffer, type: SchemaType, at: number, path: string): Decoded<SchemaValue> {
  switch (type.kind) {
    case 'tuple': {
      const { values, end } = decodeFields(bytes, type.fields, at, path)
      return { value: values, end }
    }
    case 'array':
      return decodeArray(bytes, type.element, type.length, at, path)
    case 'bytes': {
      const { value, end } = readBytes(bytes, at, path)
      return { value: `0x${value.toString('hex')}`, end }
    }
    case 'string': {
      const { value, end } = readBytes(bytes, at, path)
      return { value: textOf(value, path), end }
    }
    default:
      return { value: decodeWord(bytes, type, at, path), end: at + wordBytes }
  }
}

function decodeArray(
  bytes: Buffer,
  element: SchemaType,
  fixedLength: number | undefined,
  at: number,
  path: string,
): Decoded<SchemaValue> {
  const base = fixedLength === undefined ? at + wordBytes : at
  const length = fixedLength === undefined ? readWord(bytes, at, path) : BigInt(fixedLength)
  // Before anything is made of it: a length of 2^255 costs nothing to write.
  if (length * BigInt(headBytes(element)) > BigInt(bytes.length - base)) {
    throw new SchemaDataFault('data_too_short', path, 'its length goes beyond the data')
  }
  const items = Array.from({ length: Number(length) }, (_, index) => ({ type: element, path: `${path}[${index}]` }))
  return decodeSequence(bytes, items, base)
}

function decodeWord(
  bytes: Buffer,
  type: Exclude<SchemaType, { kind: 'tuple' | 'array' | 'string' | 'bytes' }>,
  at: number,
  path: string,
): SchemaValue {
  const word = readWord(bytes, at, path)
  switch (type.kind) {
    case 'uint':
      if (BigInt.asUintN(type.bits, word) !== word) throw outOfRange(type, path)
      return word
    case 'int': {
      const value = BigInt.asIntN(256, word)
      if (BigInt.asIntN(type.bits, value) !== value) throw outOfRange(type, path)
      return value
    }
    case 'bool':
      if (word > 1n) throw outOfRange(type, path)
      return word === 1n
    case 'address':
      if (BigInt.asUintN(160, word) !== word) throw outOfRange(type, path)
      return checksumAddress(bytes.toString('hex', at + 12, at + wordBytes))
    case 'fixedBytes':
      checkPadding(bytes, at + type.sizeBytes, at + wordBytes, path)
      return `0x${bytes.toString('hex', at, at + type.sizeBytes)}`
  }
}

function readBytes(bytes: Buffer, at: number, path: string): Decoded<Buffer> {
  const length = readWord(bytes, at, path)
  const start = at + wordBytes
  if (length > BigInt(bytes.length - start)) {
    throw new SchemaDataFault('data_too_short', path, 'its length goes beyond the data')
  }
  const stop = start + Number(length)
  const end = start + Math.ceil(Number(length) / wordBytes) * wordBytes
  if (end > bytes.length) throw new SchemaDataFault('data_too_short', path, 'the data ends within its padding')
  checkPadding(bytes, stop, end, path)
  return { value: bytes.subarray(start, stop), end }
}

function readWord(bytes: Buffer, at: number, path: string): bigint {
  if (at + wordBytes > bytes.length) throw new SchemaDataFault('data_too_short', path, 'the data ends before it')
  return BigInt(`0x${bytes.toString('hex', at, at + wordBytes)}`)
}

function checkPadding(bytes: Buffer, from: number, to: number, path: string): void {
  for (let index = from; index < to; index += 1) {
    if (bytes[index] !== 0) throw new SchemaDataFault('data_not_canonical', path, 'its padding is not zero')
  }
}

function textOf(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SchemaDataFault('value_type', path, 'it is not UTF-8')
  }
}

function outOfRange(type: SchemaType, path: string): SchemaDataFault {
  return new SchemaDataFault('value_out_of_range', path, `it is beyond ${type.text}`)
}
