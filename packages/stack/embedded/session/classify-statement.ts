/** What running a statement may do to the session that outlives it, judged from its text. */
export interface StatementTraits {
  /** May change settings or create something that lives as long as the session. False positives only cost a query. */
  readonly touchesSession: boolean
  /** May remove prepared statements of the real session. */
  readonly dropsPrepared: boolean
  /** May give the settings back to what the session started with. */
  readonly resetsSettings: boolean
  /** Is one COPY FROM STDIN and nothing else. */
  readonly copiesFromClient: boolean
  /** What the one session cannot do for a client. */
  readonly unsupported: Unsupported | undefined
  /** May add or remove a function or procedure. */
  readonly changesRoutines: boolean
  readonly readsSequenceState: boolean
  /** Names of custom settings (`app.user`) that it may set; pg_settings does not list those. */
  readonly customSettings: readonly string[]
}

/** A second database; a second role; files elsewhere; COPY data that is not the whole query; a program of the host; an encoding other than UTF-8. */
export type Unsupported = 'database' | 'role' | 'tablespace' | 'mixed copy' | 'program' | 'encoding'

/** Classifies SQL text; results are kept, since clients repeat their statements. */
export function classifyStatement(sql: string): StatementTraits {
  const known = cache.get(sql)
  if (known) return known
  const traits = classify(sql)
  if (sql.length <= cachedLengthMax) {
    if (cache.size >= cacheSizeMax) cache.clear()
    cache.set(sql, traits)
  }
  return traits
}

/** Names that look like custom settings in a text or in bound parameters. */
export function customSettingNames(text: string): string[] {
  return [...new Set(text.replaceAll('"', '').match(/[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)+/g) ?? [])].filter(
    (name) => !name.startsWith('pg_catalog.'),
  )
}

const cache = new Map<string, StatementTraits>()
const cacheSizeMax = 1_000
const cachedLengthMax = 4_096

function classify(sql: string): StatementTraits {
  const statements = splitWords(sql)
  const some = (test: (words: readonly string[]) => boolean): boolean => statements.some(test)
  const touchesSession = some(touches)
  const copiesAlone = statements.length === 1 && some(isCopyFromClient)
  const changesRoutines = some(
    ([first = '', ...rest]) =>
      first === 'do' || first === 'call' || (definitions.has(first) && rest.some((word) => routines.has(word))),
  )
  return {
    touchesSession,
    dropsPrepared: some((words) => (words[0] === 'discard' || words[0] === 'deallocate') && words.includes('all')),
    resetsSettings: some((words) => words[0] === 'reset' || words[0] === 'discard' || words.includes('default')),
    copiesFromClient: copiesAlone,
    unsupported:
      statements.map(unsupportedBy).find((reason) => reason && !(copiesAlone && reason === 'mixed copy')) ??
      (changesRoutines ? unsupportedInBody(sql) : undefined) ??
      encoding(sql, touchesSession),
    changesRoutines,
    readsSequenceState:
      some((words) => words.includes('currval') || words.includes('lastval')) &&
      !some((words) => words.includes('insert') || words.includes('nextval')),
    customSettings: touchesSession ? customSettingNames(sql) : [],
  }
}

const definitions = new Set(['create', 'alter', 'drop'])
/** What routines are defined by, or come and go with. */
const routines = new Set(['function', 'procedure', 'routine', 'extension', 'schema'])

/** Statements that act on the session by their first word. */
const sessionStatements = new Set([
  ...['set', 'reset', 'discard', 'listen', 'unlisten', 'prepare', 'deallocate', 'load', 'do', 'call', 'execute'],
])

function touches(words: readonly string[]): boolean {
  const [first, second] = words
  if (first === 'set' && (second === 'local' || second === 'transaction' || second === 'constraints')) return false
  if (first === 'prepare' && second === 'transaction') return false
  if (first === 'declare') return words.includes('hold')
  if (first !== undefined && sessionStatements.has(first)) return true
  return words.some(
    (word) =>
      word === 'set_config' ||
      word === 'temp' ||
      word === 'temporary' ||
      word.startsWith('pg_temp') ||
      // Transaction-level advisory locks end with the transaction, which keeps the session anyway.
      (word.includes('advisory_lock') && !word.includes('xact')),
  )
}

function isCopyFromClient(words: readonly string[]): boolean {
  const from = words.indexOf('from')
  return words[0] === 'copy' && from > 0 && words[from + 1] === 'stdin'
}

const roleWords = new Set(['role', 'user', 'group'])

function unsupportedBy(words: readonly string[]): Unsupported | undefined {
  if (words[0] === 'create' && words[1] === 'database') return 'database'
  if (words[0] === 'create' && roleWords.has(words[1] ?? '')) return 'role'
  // PGlite's own file system would take it, in memory: gone with the process.
  if (words[0] === 'create' && words[1] === 'tablespace') return 'tablespace'
  // PGlite's answer to a program is an exception in the middle of Postgres, which ends it.
  if (words[0] === 'copy' && words.includes('program')) return 'program'
  return isCopyFromClient(words) ? 'mixed copy' : undefined
}

/** What the body of a routine would run, read roughly: in its quotes no statement can be told from a text. */
function unsupportedInBody(sql: string): Unsupported | undefined {
  return bodyPatterns.find(([pattern]) => pattern.test(sql))?.[1]
}

const bodyPatterns: readonly [RegExp, Unsupported][] = [
  [/\bcopy\b[\s\S]*\bprogram\b/i, 'program'],
  [/\bcreate\s+(role|user|group)\b/i, 'role'],
  [/\bcreate\s+tablespace\b/i, 'tablespace'],
]

/** PGlite's conversion libraries lack a function, so that the first letter beyond ASCII would end Postgres. */
function encoding(sql: string, touchesSession: boolean): Unsupported | undefined {
  if (!touchesSession || !/\bclient_encoding\b|\bset\s+names\b/i.test(sql)) return undefined
  return /utf-?8|unicode|sql_ascii|default|reset/i.test(sql) ? undefined : 'encoding'
}

/** Bare words of each statement, lower case and without their schema; quoted text and comments are left out. */
function splitWords(sql: string): string[][] {
  const statements: string[][] = []
  let words: string[] = []
  for (const [token] of sql.matchAll(tokens)) {
    if (token === ';') {
      if (words.length > 0) statements.push(words)
      words = []
    } else if (/^[A-Za-z_]/.test(token) && !token.endsWith("'")) {
      words.push(token.slice(token.startsWith('pg_temp') ? 0 : token.lastIndexOf('.') + 1).toLowerCase())
    }
  }
  if (words.length > 0) statements.push(words)
  return statements
}

const tokens = new RegExp(
  [
    // Unrolled loops: an alternation per character would overflow the matcher's stack on megabytes of text.
    /[eE]'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'/, // escape string
    /'[^']*(?:''[^']*)*'/, // string
    /"[^"]*(?:""[^"]*)*"/, // quoted name
    /\$(?<tag>[A-Za-z_][\w]*)?\$[\s\S]*?\$\k<tag>\$/, // dollar-quoted string
    /--[^\n]*/, // comment
    /\/\*[\s\S]*?\*\//, // comment
    /[A-Za-z_][\w.$]*/, // word
    /;/,
  ]
    .map((part) => part.source)
    .join('|'),
  'g',
)
