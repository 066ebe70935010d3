/** Limits of a statement, in Unicode code points after normalisation. */
export const statementLengthMax = 2_000

export type StatementVerdict =
  | { ok: true; statement: string }
  /** `detail` is a public sentence fragment about the statement, such as "must not be empty". */
  | { ok: false; reason: StatementRefusal; detail: string }

export type StatementRefusal = keyof typeof details

const details = {
  empty: 'must not be empty',
  too_long: `must have at most ${statementLengthMax} characters`,
  control_characters: 'must not contain control characters',
  not_unicode: 'must be valid Unicode',
} as const

// Bidirectional overrides can make a text read as something else than it says; line feeds are what people write.
const refused = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u

/** A statement as it is stored: NFC, line ends as LF, trimmed, 1–2000 characters, no control characters. */
export function normalizeStatement(input: string): StatementVerdict {
  // Lone surrogates cannot be stored as UTF-8.
  if (!input.isWellFormed()) return refuse('not_unicode')
  const statement = input.replace(/\r\n?/g, '\n').normalize('NFC').trim()
  if (statement === '') return refuse('empty')
  if ([...statement].length > statementLengthMax) return refuse('too_long')
  if (refused.test(statement)) return refuse('control_characters')
  return { ok: true, statement }
}

function refuse(reason: StatementRefusal): StatementVerdict {
  return { ok: false, reason, detail: details[reason] }
}
