import type { SchemaFieldValue, SchemaValue } from '../schema/schema-type.ts'

/** In Unicode code points. */
export const attestationTextsLengthMax = 4_000

// Bidirectional overrides can make a text read as something else than it says.
const unwanted = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/**
 * What an attestation's data says in words: its strings at any depth, each on a line, composed to NFC and without control
 * characters; at most 4,000 code points. Empty when it has none.
 */
export function attestationTexts(values: readonly SchemaFieldValue[]): string {
  const texts: string[] = []
  let left = attestationTextsLengthMax
  for (const text of stringsOf(values)) {
    const line = [...normalized(text)].slice(0, left).join('').trim()
    if (line === '') continue
    texts.push(line)
    left -= [...line].length + 1
    if (left <= 0) break
  }
  return texts.join('\n')
}

/** Depth and number are bounded by the schema and the size of the data. */
function* stringsOf(values: readonly SchemaFieldValue[]): Generator<string> {
  for (const { type, value } of values) yield* stringsIn(type, value)
}

function* stringsIn(type: string, value: SchemaValue): Generator<string> {
  if (typeof value === 'string') {
    if (type === 'string') yield value
    return
  }
  if (!Array.isArray(value)) return
  const elementType = /^(.*)\[\d*\]$/.exec(type)?.[1]
  if (elementType === undefined) {
    yield* stringsOf(value as readonly SchemaFieldValue[])
    return
  }
  for (const element of value as readonly SchemaValue[]) yield* stringsIn(elementType, element)
}

function normalized(text: string): string {
  return text.toWellFormed().normalize('NFC').replace(unwanted, ' ').replace(/\s+/g, ' ').trim()
}
