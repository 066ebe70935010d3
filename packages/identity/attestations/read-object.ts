import type { Address, Hex } from 'viem'
import { parseAddress } from '../siwe/parse-address.ts'

/** What is wrong with a part of an object from outside, and where: `message.time`. Never leaves this folder's functions. */
export class ShapeFault extends Error {
  readonly field: string

  constructor(field: string, detail: string) {
    super(detail)
    this.field = field
  }
}

export type ReadableObject = Readonly<Record<string, unknown>>

export function readObject(value: unknown, field: string): ReadableObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ReadableObject
  throw new ShapeFault(field, 'it is not an object')
}

/** An object's own property: what a prototype holds was not sent. */
export function own(object: ReadableObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

export function refuseOtherKeys(object: ReadableObject, known: ReadonlySet<string>, field: string): void {
  for (const key in object) {
    if (!known.has(key)) throw new ShapeFault(field, 'it has a part that nobody signed')
  }
}

const bytes32Pattern = /^0x[0-9A-Fa-f]{64}$/
const lowercaseBytes32Pattern = /^0x[0-9a-f]{64}$/

export function readBytes32(value: unknown, field: string): Hex {
  if (typeof value === 'string' && bytes32Pattern.test(value)) return value.toLowerCase() as Hex
  throw new ShapeFault(field, 'it is not 0x and 64 hexadecimal digits')
}

export function readLowercaseBytes32(value: unknown, field: string): Hex {
  if (typeof value === 'string' && lowercaseBytes32Pattern.test(value)) return value as Hex
  throw new ShapeFault(field, 'it is not 0x and 64 hexadecimal digits in lowercase')
}

export function readAddress(value: unknown, field: string): Address {
  const parsed = parseAddress(typeof value === 'string' ? value : '')
  if (!parsed.ok) throw new ShapeFault(field, parsed.detail)
  return parsed.address
}

const uint64Max = 2n ** 64n - 1n

/** A uint64 as bigint, safe integer or decimal text: JSON has no bigint, and writers of EAS objects differ. */
export function readUint64(value: unknown, field: string): bigint {
  const integer = readInteger(value)
  if (integer === undefined) throw new ShapeFault(field, 'it is not an integer')
  if (integer < 0n || integer > uint64Max) throw new ShapeFault(field, 'it is beyond uint64')
  return integer
}

export function readSafeInteger(value: unknown, field: string): number {
  const integer = readInteger(value)
  if (integer === undefined || integer < 0n || integer > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new ShapeFault(field, 'it is not an integer that JavaScript holds exactly')
  }
  return Number(integer)
}

function readInteger(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  return typeof value === 'string' && /^(0|[1-9]\d{0,77})$/.test(value) ? BigInt(value) : undefined
}
