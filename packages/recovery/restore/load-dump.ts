import { pipeline } from 'node:stream/promises'
import { AuraError } from '@aura-sign/core'
import { isDatabaseLost, type Sql, type Transaction } from '@aura-sign/postgres'
import { buildIndex, type IndexBuild, isVectorIndex } from './build-index.ts'
import type { CopyData } from './copy-data.ts'
import { type DumpPiece, readDumpPieces } from './read-dump-pieces.ts'
import type { SqlPiece } from './sql-splitter.ts'

export interface LoadDumpOptions {
  /** Of the dump, for messages. */
  name: string
  bytes: AsyncIterable<Uint8Array>
  /** What indexes may be built with; default: what the server is set to. */
  build?: IndexBuild
  /** Called before an index of vectors is built, which takes longer than all of the rest; what it gives is disposed of afterwards. */
  watchIndex?: () => AsyncDisposable
}

// A round trip for each row would cost more than the row; with this size it vanishes.
const batchCharacters = 256 * 1024

/** PostgreSQL, Appendix A. Another dump would need room as well. */
const diskFull = '53100'

/** A statement of a dump, or the head of COPY data. */
export interface DumpStatement {
  text: string
}

/**
 * Loads a dump in one transaction, so that a failure leaves nothing: its statements in batches, its COPY data as it comes. Throws
 * `dump_unreadable` for text that is no dump, `dump_refused` when the server refuses something of it, `restore_disk_full` when
 * it has no room.
 */
export async function loadDump(sql: Sql, options: LoadDumpOptions): Promise<void> {
  await sql.begin((transaction) => loadPieces(transaction, options))
}

/** The same in a transaction of the caller's, with what `select` makes of each statement; null leaves it out. */
export async function loadPieces(
  transaction: Transaction,
  options: LoadDumpOptions & { select?: (statement: DumpStatement) => string | null },
): Promise<void> {
  const { name, select = ({ text }) => text } = options
  let batch: SqlPiece[] = []
  let characters = 0
  const flush = async () => {
    await runBatch(transaction, { name, batch })
    batch = []
    characters = 0
  }
  for await (const piece of readDumpPieces(options.bytes, { name })) {
    if (piece.kind === 'psql') {
      assertFrame(piece)
      continue
    }
    const text = select(piece)
    if (text === null) continue
    if (piece.kind === 'copy') {
      await flush()
      await copy(transaction, { name, piece: { ...piece, text } })
    } else if (isVectorIndex(text)) {
      await flush()
      await using _watch = options.watchIndex?.()
      await refusedAs({ name, line: piece.line, lastLine: piece.line }, () =>
        buildIndex(transaction, { text }, options),
      )
    } else {
      batch.push({ ...piece, kind: 'statement', text })
      characters += text.length
      if (characters >= batchCharacters) await flush()
    }
  }
  await flush()
}

/** pg_dump 17.6 and later frame a dump with these against commands smuggled in through names (CVE-2025-8714). */
function assertFrame({ text, line }: DumpPiece): void {
  if (/^\\(un)?restrict\b/.test(text)) return
  throw new AuraError('dump_unreadable', { line, detail: 'a command to psql is not SQL' })
}

async function runBatch(
  transaction: Transaction,
  { name, batch }: { name: string; batch: readonly SqlPiece[] },
): Promise<void> {
  const [first, last] = [batch.at(0), batch.at(-1)]
  if (!first || !last) return
  const text = batch.map((piece) => piece.text).join('\n')
  await refusedAs({ name, line: first.line, lastLine: last.line }, () => transaction.unsafe(text).simple())
}

async function copy(
  transaction: Transaction,
  { name, piece }: { name: string; piece: { text: string; line: number; data: CopyData } },
): Promise<void> {
  const place = {
    name,
    line: piece.line,
    get lastLine() {
      return piece.line + piece.data.lines
    },
  }
  await refusedAs(place, async () => {
    const stream = await transaction.unsafe(piece.text).writable()
    await pipeline(piece.data, stream)
  })
}

/** Says where in the dump a statement stands that the server refuses; what the dump itself throws stays as it is. */
async function refusedAs(
  place: { name: string; line: number; readonly lastLine: number },
  run: () => PromiseLike<unknown>,
): Promise<void> {
  const { name, line } = place
  try {
    await run()
  } catch (cause) {
    if (cause instanceof AuraError) throw cause
    const message = cause instanceof Error ? cause.message : String(cause)
    // Of a server that is going down it is the caller who knows what that means.
    if (!isRefusal(cause) || isDatabaseLost(cause)) throw cause
    if (cause.code === diskFull) throw new AuraError('restore_disk_full', { name, detail: message }, { cause })
    throw new AuraError(
      'dump_refused',
      { name, line, lastLine: place.lastLine, detail: `${message}${copyPlace(cause)}` },
      { cause },
    )
  }
}

function isRefusal(cause: unknown): cause is Error & { code?: unknown; where?: unknown } {
  return cause instanceof Error && cause.name === 'PostgresError'
}

/** Table, line and column, as Postgres names them; the value that it adds is somebody's data. */
function copyPlace({ where }: { where?: unknown }): string {
  const place = /COPY \S+, line \d+(, column [^:]+)?/.exec(String(where ?? ''))?.[0]
  return place === undefined ? '' : ` (${place})`
}
