import { AuraError } from '@aura-sign/core'
import { nextSqlToken, type SqlToken } from './next-sql-token.ts'

/** A piece of a dump: SQL for the server, the head of a block of COPY data, or a command to psql itself. */
export interface SqlPiece {
  kind: 'statement' | 'copy' | 'psql'
  text: string
  /** Line of the dump where it begins, counted from 1. */
  line: number
}

// One row with a vector of 16,000 dimensions is 200 kB; inserts of many rows are larger.
const pieceCharactersMax = 64 * 1024 * 1024
const copyFromStdin = /^copy\s[^;]*\sfrom\s+stdin\b[^;]*;$/i

/**
 * Splits SQL text at the semicolons that end statements, as psql does: not those in quotes, dollar quotes,
 * comments, parentheses or the body of a `begin atomic` function. Comments between statements are left out.
 * Throws `dump_unreadable` for text that ends inside a statement.
 */
export class SqlSplitter {
  #text = ''
  /** Where the next token begins, and where the current statement does; equal between statements. */
  #at = 0
  #start = 0
  #line = 1
  #startLine = 1
  #parentheses = 0
  #body = new AtomicBody()

  /**
   * The pieces that this chunk completes, up to the head of a block of COPY data: what follows that one is no SQL, and `takeRest` has it.
   * Of text that is SQL all the same the next call gives the pieces.
   */
  push(chunk: string, final = false): SqlPiece[] {
    const pieces: SqlPiece[] = []
    this.#text = this.#text.slice(this.#start) + chunk
    this.#at -= this.#start
    this.#start = 0
    while (this.#at < this.#text.length) {
      const isCommand = this.#text.charAt(this.#at) === '\\' && this.#start === this.#at
      const token = isCommand ? this.#readCommand(final) : nextSqlToken(this.#text, this.#at, final)
      if (!token) break
      const piece = this.#take(token)
      if (piece) pieces.push(piece)
      if (piece?.kind === 'copy') return pieces
    }
    if (this.#text.length - this.#start > pieceCharactersMax) throw this.#unreadable('has no end')
    return pieces
  }

  /** The last pieces; as with `push`, none after the head of COPY data. */
  end(): SqlPiece[] {
    const pieces = this.push('', true)
    if (pieces.at(-1)?.kind !== 'copy' && this.#start < this.#text.length) throw this.#unreadable('is cut off')
    return pieces
  }

  /** Takes away what has been given and belongs to no piece yet. */
  takeRest(): string {
    const rest = this.#text.slice(this.#at)
    this.#text = ''
    this.#at = 0
    this.#start = 0
    return rest
  }

  /** Counts lines that were read elsewhere. */
  skipLines(lines: number): void {
    this.#line += lines
  }

  #take(token: SqlToken): SqlPiece | null {
    const between = this.#start === this.#at
    const text = this.#text.slice(this.#at, token.end)
    if (between) this.#startLine = this.#line
    this.#line += newlinesIn(text)
    this.#at = token.end
    if (between && (token.kind === 'space' || token.kind === 'comment')) {
      this.#start = this.#at
      return null
    }
    if (between && token.kind === 'backslash') return this.#complete('psql')
    if (token.kind === 'open') this.#parentheses += 1
    if (token.kind === 'close') this.#parentheses = Math.max(0, this.#parentheses - 1)
    if (token.kind === 'word' && this.#parentheses === 0) this.#body.read(text)
    const ends = token.kind === 'semicolon' && this.#parentheses === 0 && !this.#body.isOpen
    return ends ? this.#complete('statement') : null
  }

  #complete(kind: 'statement' | 'psql'): SqlPiece {
    const text = this.#text.slice(this.#start, this.#at).trimEnd()
    this.#start = this.#at
    this.#body = new AtomicBody()
    const isCopy = kind === 'statement' && copyFromStdin.test(text)
    return { kind: isCopy ? 'copy' : kind, text, line: this.#startLine }
  }

  /** A command to psql takes the rest of its line. */
  #readCommand(final: boolean): SqlToken | null {
    const newline = this.#text.indexOf('\n', this.#at)
    if (newline === -1 && !final) return null
    return { kind: 'backslash', end: newline === -1 ? this.#text.length : newline + 1 }
  }

  #unreadable(detail: string): AuraError {
    return new AuraError('dump_unreadable', { line: this.#startLine, detail: `the statement there ${detail}` })
  }
}

/** Follows `begin … end` in the body of an SQL-standard function, with the rules of psql's own scanner. */
class AtomicBody {
  #head: string[] = []
  #depth = 0

  get isOpen(): boolean {
    return this.#depth > 0
  }

  read(word: string): void {
    const lower = word.toLowerCase()
    if (this.#head.length < 4) this.#head.push(lower)
    if (!/^create (or replace )?(function|procedure)\b/.test(this.#head.join(' '))) return
    if (lower === 'begin' || (lower === 'case' && this.#depth > 0)) this.#depth += 1
    if (lower === 'end' && this.#depth > 0) this.#depth -= 1
  }
}

function newlinesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
