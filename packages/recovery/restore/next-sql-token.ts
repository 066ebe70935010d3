export type SqlTokenKind =
  | 'space'
  | 'comment'
  | 'word'
  | 'quoted'
  | 'semicolon'
  | 'open'
  | 'close'
  | 'backslash'
  | 'other'

export interface SqlToken {
  kind: SqlTokenKind
  /** Index after its last character. */
  end: number
}

const word = /[\p{L}_][\p{L}\p{N}_$]*/uy
const space = /\s+/y
const lineComment = /--[^\n]*/y
const dollarTag = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
const dollarTagBegun = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?$/uy
const other = /[^\p{L}_\s'"$\-/;()\\]+/uy
const commentEdge = /\/\*|\*\//g

/**
 * The token of PostgreSQL's lexical syntax (docs, 4.1) at `at`, or null when it may go on after the end of
 * `text`; with `final` nothing follows, and null means that a quote or comment is never closed.
 */
export function nextSqlToken(text: string, at: number, final: boolean): SqlToken | null {
  const token = readToken(text, at)
  if (!token) return null
  const single = token.kind === 'semicolon' || token.kind === 'open' || token.kind === 'close'
  // What touches the end may be half of something longer: "-" of "--", "E" of E'…', "''" inside a string.
  return !final && !single && token.end === text.length ? null : token
}

function readToken(text: string, at: number): SqlToken | null {
  const character = text.charAt(at)
  switch (character) {
    case ';':
      return { kind: 'semicolon', end: at + 1 }
    case '(':
      return { kind: 'open', end: at + 1 }
    case ')':
      return { kind: 'close', end: at + 1 }
    case '\\':
      return { kind: 'backslash', end: at + 1 }
    case "'":
    case '"':
      return quoted(closingQuote(text, at + 1, character))
    case '$':
      return readDollar(text, at)
    case '-':
      return matching('comment', lineComment, text, at) ?? { kind: 'other', end: at + 1 }
    case '/':
      return text.startsWith('/*', at) ? readBlockComment(text, at) : { kind: 'other', end: at + 1 }
    default:
      return readWord(text, at) ?? matching('space', space, text, at) ?? matching('other', other, text, at)
  }
}

function readWord(text: string, at: number): SqlToken | null {
  const found = matching('word', word, text, at)
  if (!found) return null
  const isEscapeString = found.end === at + 1 && /e/i.test(text.charAt(at)) && text.charAt(found.end) === "'"
  return isEscapeString ? quoted(closingQuoteEscaped(text, found.end + 1)) : found
}

function readDollar(text: string, at: number): SqlToken | null {
  const tag = matching('quoted', dollarTag, text, at)
  if (tag) {
    const delimiter = text.slice(at, tag.end)
    const close = text.indexOf(delimiter, tag.end)
    return quoted(close === -1 ? -1 : close + delimiter.length)
  }
  return matching('other', dollarTagBegun, text, at) ?? { kind: 'other', end: at + 1 }
}

/** Block comments nest in PostgreSQL. */
function readBlockComment(text: string, at: number): SqlToken | null {
  commentEdge.lastIndex = at
  let depth = 0
  for (let edge = commentEdge.exec(text); edge; edge = commentEdge.exec(text)) {
    depth += edge[0] === '/*' ? 1 : -1
    if (depth === 0) return { kind: 'comment', end: commentEdge.lastIndex }
  }
  return null
}

/** Index after the closing quote, a doubled quote being a character of the string; -1 when there is none. */
function closingQuote(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 2)) {
    if (text.charAt(at + 1) !== quote) return at + 1
  }
  return -1
}

function closingQuoteEscaped(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '\\') at += 1
    else if (character === "'" && text.charAt(at + 1) === "'") at += 1
    else if (character === "'") return at + 1
  }
  return -1
}

function quoted(end: number): SqlToken | null {
  return end === -1 ? null : { kind: 'quoted', end }
}

function matching(kind: SqlTokenKind, pattern: RegExp, text: string, at: number): SqlToken | null {
  pattern.lastIndex = at
  return pattern.test(text) ? { kind, end: pattern.lastIndex } : null
}
