import { invalidValue } from '../problems/own-problems.ts'
import type { TypedField } from '../wallet/typed-data.ts'

/** A parsed type. Names of a tuple's parts are there where the text has them. */
export type FieldType =
  | { readonly kind: 'elementary'; readonly name: string }
  | { readonly kind: 'tuple'; readonly fields: readonly SchemaField[] }
  | { readonly kind: 'array'; readonly element: FieldType; readonly length: number | undefined }

export interface SchemaField {
  readonly name: string
  readonly type: FieldType
}

const depthMax = 8

/** Parses an EAS schema: its text, or its fields as the service lists them. Throws `AuraProblem` `value_invalid`. */
export function parseSchemaFields(schema: string | readonly TypedField[]): readonly SchemaField[] {
  if (typeof schema === 'string') {
    const parser = { text: schema, at: 0 }
    skipSpace(parser)
    if (parser.at === schema.length) return []
    const fields = parseFields(parser, 0)
    skipSpace(parser)
    if (parser.at < schema.length) throw fault(parser)
    return fields
  }
  return schema.map(({ name, type }) => {
    const parser = { text: type, at: 0 }
    const parsed = parseType(parser, 0)
    if (parser.at < type.length) throw fault(parser)
    return { name, type: parsed }
  })
}

/** The canonical text of a type: `(string,bool[])[3]`. */
export function typeText(type: FieldType): string {
  if (type.kind === 'elementary') return type.name
  if (type.kind === 'array') return `${typeText(type.element)}[${type.length ?? ''}]`
  return `(${type.fields.map((field) => typeText(field.type)).join(',')})`
}

interface Parser {
  readonly text: string
  at: number
}

function parseFields(parser: Parser, depth: number): SchemaField[] {
  const fields: SchemaField[] = []
  do {
    skipSpace(parser)
    // One comma too many at the end is taken, as the EAS SDK takes it.
    if (fields.length > 0 && (parser.at === parser.text.length || parser.text[parser.at] === ')')) break
    const type = parseType(parser, depth)
    fields.push({ name: take(parser, /[A-Za-z_$][\w$]*/y), type })
  } while (take(parser, /,/y) !== '')
  return fields
}

function parseType(parser: Parser, depth: number): FieldType {
  if (depth > depthMax) throw fault(parser)
  const word = take(parser, /[A-Za-z_$][\w$]*/y)
  if (word === '' || word === 'tuple') {
    if (take(parser, /\(/y) === '') throw fault(parser)
    const fields = parseFields(parser, depth + 1)
    if (take(parser, /\)/y) === '') throw fault(parser)
    return parseArrays(parser, { kind: 'tuple', fields })
  }
  // An alias of EAS, only before a name.
  if (word === 'ipfsHash' && /^\s+[A-Za-z_$]/.test(parser.text.slice(parser.at, parser.at + 40))) {
    return { kind: 'elementary', name: 'bytes32' }
  }
  const name = canonicalName(word)
  if (name === undefined) throw fault(parser)
  return parseArrays(parser, { kind: 'elementary', name })
}

function parseArrays(parser: Parser, base: FieldType): FieldType {
  let type = base
  for (let dimensions = 0; take(parser, /\[/y) !== ''; dimensions += 1) {
    const digits = take(parser, /\d{1,6}/y)
    if (dimensions >= depthMax || digits.startsWith('0') || take(parser, /\]/y) === '') throw fault(parser)
    type = { kind: 'array', element: type, length: digits === '' ? undefined : Number(digits) }
  }
  return type
}

function canonicalName(word: string): string | undefined {
  if (/^(string|bytes|address|bool)$/.test(word)) return word
  const [, kind, digits] = /^(uint|int|bytes)([1-9]\d{0,2})?$/.exec(word) ?? []
  if (kind === undefined) return undefined
  const size = Number(digits ?? 256)
  if (kind === 'bytes') return size <= 32 ? word : undefined
  return size <= 256 && size % 8 === 0 ? `${kind}${size}` : undefined
}

function skipSpace(parser: Parser): void {
  while (/\s/.test(parser.text[parser.at] ?? '')) parser.at += 1
}

/** What the pattern (sticky) matches after spaces; empty where it does not. */
function take(parser: Parser, pattern: RegExp): string {
  skipSpace(parser)
  pattern.lastIndex = parser.at
  const [found = ''] = pattern.exec(parser.text) ?? []
  parser.at += found.length
  return found
}

function fault({ text, at }: Parser): Error {
  const found = at < text.length ? JSON.stringify(text.slice(at, at + 20)) : 'its end'
  return invalidValue('schema', `it is not a schema of EAS: nothing fits at ${found}, after ${at} characters`)
}
