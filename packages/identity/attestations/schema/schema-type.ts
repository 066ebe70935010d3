/** One field of a schema; the name may be empty, as EAS allows. */
export interface SchemaField {
  readonly name: string
  readonly type: SchemaType
}

/** A Solidity ABI type. `text` is its canonical name: `uint256`, `(string,bool[])[3]`. */
export type SchemaType = {
  readonly text: string
  /** Bytes of a value in place; for dynamic types, whose values stand behind an offset, undefined. */
  readonly staticBytes: number | undefined
} & (
  | { readonly kind: 'uint' | 'int'; readonly bits: number }
  | { readonly kind: 'address' | 'bool' }
  | { readonly kind: 'string' | 'bytes' }
  | { readonly kind: 'fixedBytes'; readonly sizeBytes: number }
  | { readonly kind: 'tuple'; readonly fields: readonly SchemaField[] }
  | { readonly kind: 'array'; readonly element: SchemaType; readonly length: number | undefined }
)

/**
 * A value of a schema type: uint and int as bigint, address as EIP-55 text, bytes as `0x` hex, arrays as lists and tuples
 * as lists of named values. Names are never keys of an object, so none of them (`__proto__`) can mean anything.
 */
export type SchemaValue = bigint | boolean | string | readonly SchemaValue[] | readonly SchemaFieldValue[]

export interface SchemaFieldValue {
  readonly name: string
  /** Canonical name of the type. */
  readonly type: string
  readonly value: SchemaValue
}

/** Size of a word, of an offset and of a length in the ABI. */
export const wordBytes = 32

/** The type of a Solidity elementary name, with `uint` and `int` for their 256-bit forms; undefined if there is none. */
export function elementaryType(name: string): SchemaType | undefined {
  if (name === 'string' || name === 'bytes') return { kind: name, text: name, staticBytes: undefined }
  if (name === 'address' || name === 'bool') return { kind: name, text: name, staticBytes: wordBytes }
  const match = /^(uint|int|bytes)([1-9]\d{0,2})?$/.exec(name)
  if (!match) return undefined
  const [, kind, digits] = match
  const size = Number(digits ?? 256)
  if (kind === 'bytes') {
    return size <= 32 ? { kind: 'fixedBytes', sizeBytes: size, text: name, staticBytes: wordBytes } : undefined
  }
  if (size > 256 || size % 8 !== 0) return undefined
  return { kind: kind === 'int' ? 'int' : 'uint', bits: size, text: `${kind}${size}`, staticBytes: wordBytes }
}

export function tupleType(fields: readonly SchemaField[]): SchemaType {
  const text = `(${fields.map(({ type }) => type.text).join(',')})`
  return { kind: 'tuple', fields, text, staticBytes: sum(fields.map(({ type }) => type.staticBytes)) }
}

export function arrayType(element: SchemaType, length: number | undefined): SchemaType {
  const isStatic = length !== undefined && element.staticBytes !== undefined
  const staticBytes = isStatic ? length * (element.staticBytes ?? 0) : undefined
  return { kind: 'array', element, length, text: `${element.text}[${length ?? ''}]`, staticBytes }
}

/** Bytes that a value takes at its place: itself, or its offset. */
export function headBytes(type: SchemaType): number {
  return type.staticBytes ?? wordBytes
}

function sum(sizes: readonly (number | undefined)[]): number | undefined {
  let total = 0
  for (const size of sizes) {
    if (size === undefined) return undefined
    total += size
  }
  return total
}
