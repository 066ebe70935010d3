import { arrayType, elementaryType, headBytes, type SchemaField, type SchemaType, tupleType } from './schema-type.ts'

export type SchemaParseReason =
  | 'schema_too_long'
  | 'schema_too_many_fields'
  | 'schema_too_deep'
  | 'schema_too_large'
  | 'schema_syntax'
  | 'schema_type_unknown'
  | 'schema_name_reserved'

export type SchemaParseResult =
  | { readonly ok: true; readonly fields: readonly SchemaField[] }
  | {
      readonly ok: false
      readonly reason: SchemaParseReason
      /** Characters before the fault. */
      readonly position: number
      /** For people: `field 3: there is no type uint257`. */
      readonly detail: string
    }

export const schemaLengthMax = 8_192
/** Counted through all tuples. */
export const schemaFieldsMax = 256
/** Of tuples and arrays in each other. */
export const schemaDepthMax = 8
/** Static size of all values in place; the longest array of a fixed length follows from it. */
const schemaStaticBytesMax = 65_536

/**
 * Parses an EAS schema: `uint256 score, (string name, bool[] flags)[] items`. The grammar is that of Solidity function
 * parameters without data locations, as the EAS SDK reads it; names may be missing and may repeat, and the empty schema has no
 * fields. `ipfsHash name` is a `bytes32`, as in the SDK. Empty tuples and arrays of length 0 are refused: a value of
 * no bytes can be repeated any number of times in no data. One pass: the work is linear in the length.
 */
export function parseSchema(text: string): SchemaParseResult {
  if (text.length > schemaLengthMax) {
    return {
      ok: false,
      reason: 'schema_too_long',
      position: schemaLengthMax,
      detail: `it has more than ${schemaLengthMax} characters`,
    }
  }
  const parser: Parser = { text, position: 0, fields: 0 }
  try {
    return { ok: true, fields: parseAll(parser) }
  } catch (error) {
    if (error instanceof SchemaFault) {
      const { reason, position, detail } = error
      return { ok: false, reason, position, detail }
    }
    throw error
  }
}

interface Parser {
  readonly text: string
  position: number
  /** How many have begun: the number of the one that is being read, for people. */
  fields: number
}

class SchemaFault extends Error {
  readonly reason: SchemaParseReason
  readonly position: number
  readonly detail: string

  constructor(parser: Parser, reason: SchemaParseReason, detail: string) {
    super(detail)
    this.reason = reason
    this.position = parser.position
    this.detail = `field ${parser.fields}: ${detail}`
  }
}

function parseAll(parser: Parser): readonly SchemaField[] {
  skipSpace(parser)
  if (parser.position === parser.text.length) return []
  const fields = parseFields(parser, 0)
  if (parser.position < parser.text.length) throw syntaxFault(parser, 'a comma or the end')
  checkSize(parser, tupleType(fields))
  return fields
}

function parseFields(parser: Parser, depth: number): SchemaField[] {
  const fields = [parseField(parser, depth)]
  // Bounded by schemaFieldsMax.
  while (take(parser, ',') && !isAtEnd(parser)) fields.push(parseField(parser, depth))
  return fields
}

/** The SDK takes one comma too many at the end of a list, and there are schemas that have it. */
function isAtEnd(parser: Parser): boolean {
  skipSpace(parser)
  return parser.position === parser.text.length || parser.text[parser.position] === ')'
}

function parseField(parser: Parser, depth: number): SchemaField {
  parser.fields += 1
  if (parser.fields > schemaFieldsMax) {
    throw new SchemaFault(parser, 'schema_too_many_fields', `a schema has at most ${schemaFieldsMax} fields`)
  }
  const type = parseType(parser, depth)
  skipSpace(parser)
  const start = parser.position
  const name = takeIdentifier(parser)
  if (name !== '' && reservedName.test(name)) {
    parser.position = start
    throw new SchemaFault(parser, 'schema_name_reserved', `${name.slice(0, 40)} cannot be a name`)
  }
  return { name, type }
}

function parseType(parser: Parser, depth: number): SchemaType {
  skipSpace(parser)
  const start = parser.position
  const word = takeIdentifier(parser)
  if (word === 'ipfsHash' && /^\s+[A-Za-z_$]/.test(parser.text.slice(parser.position, parser.position + 40))) {
    return elementaryType('bytes32') as SchemaType
  }
  if (word === '' || word === 'tuple') {
    if (!take(parser, '(')) throw syntaxFault(parser, 'a type')
    checkDepth(parser, depth + 1)
    const fields = parseFields(parser, depth + 1)
    if (!take(parser, ')')) throw syntaxFault(parser, 'a comma or a closing parenthesis')
    return parseArrays(parser, tupleType(fields), depth + 1)
  }
  const type = elementaryType(word)
  if (!type) {
    parser.position = start
    throw new SchemaFault(parser, 'schema_type_unknown', `there is no type ${word.slice(0, 40)}`)
  }
  return parseArrays(parser, type, depth)
}

function parseArrays(parser: Parser, base: SchemaType, depth: number): SchemaType {
  let type = base
  // Bounded by schemaDepthMax.
  for (let dimensions = 1; take(parser, '['); dimensions += 1) {
    checkDepth(parser, depth + dimensions)
    const digits = takeDigits(parser)
    if (!take(parser, ']')) throw syntaxFault(parser, 'a closing bracket')
    if (/^0/.test(digits)) throw syntaxFault(parser, 'a length of at least 1, without leading zeros,')
    type = arrayType(type, digits === '' ? undefined : Number(digits))
    checkSize(parser, type)
  }
  return type
}

function checkDepth(parser: Parser, depth: number): void {
  if (depth <= schemaDepthMax) return
  throw new SchemaFault(parser, 'schema_too_deep', `tuples and arrays nest at most ${schemaDepthMax} levels`)
}

function checkSize(parser: Parser, type: SchemaType): void {
  const elements = type.kind === 'array' && type.length !== undefined ? type.length * headBytes(type.element) : 0
  if (Math.max(headBytes(type), elements) <= schemaStaticBytesMax) return
  throw new SchemaFault(parser, 'schema_too_large', `a value has at least ${schemaStaticBytesMax} bytes`)
}

function syntaxFault(parser: Parser, expected: string): SchemaFault {
  const found = parser.text.slice(parser.position, parser.position + 1)
  return new SchemaFault(
    parser,
    'schema_syntax',
    `${expected} is expected, not ${found === '' ? 'the end' : JSON.stringify(found)}`,
  )
}

const space = /\s*/y
const identifier = /[A-Za-z_$][A-Za-z0-9_$]*/y
const number = /\d{0,6}/y

/** Names that the SDK's grammar takes for types and keywords. */
const reservedName =
  /^(address|bool|bytes\d*|string|u?int\d*|constructor|error|event|fallback|function|receive|struct|calldata|memory|storage|payable|indexed|tuple|returns|constant|external|internal|private|public|pure|view|override)$/

function skipSpace(parser: Parser): void {
  parser.position += matchAt(parser, space).length
}

function take(parser: Parser, character: string): boolean {
  skipSpace(parser)
  if (parser.text[parser.position] !== character) return false
  parser.position += 1
  return true
}

function takeIdentifier(parser: Parser): string {
  skipSpace(parser)
  const word = matchAt(parser, identifier)
  parser.position += word.length
  return word
}

function takeDigits(parser: Parser): string {
  skipSpace(parser)
  const digits = matchAt(parser, number)
  parser.position += digits.length
  return digits
}

function matchAt(parser: Parser, pattern: RegExp): string {
  pattern.lastIndex = parser.position
  return pattern.exec(parser.text)?.[0] ?? ''
}
