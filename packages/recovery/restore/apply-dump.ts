import { AuraError } from '@aura-sign/core'
import type { Sql, Transaction } from '@aura-sign/postgres'
import { type SqlPiece, splitSql } from './split-sql.ts'

// A round trip for each row would cost more than the row; with this size it vanishes.
const batchCharacters = 256 * 1024

/**
 * Runs a dump in one transaction, so that a failure leaves nothing. Throws `dump_unreadable` for text that is no
 * dump, `dump_refused` when the server refuses a statement.
 */
export async function applyDump(sql: Sql, options: { name: string; text: AsyncIterable<string> }): Promise<void> {
  await sql.begin(async (transaction) => {
    let batch: SqlPiece[] = []
    let characters = 0
    for await (const piece of splitSql(options.text)) {
      if (!isForServer(piece)) continue
      batch.push(piece)
      characters += piece.text.length
      if (characters < batchCharacters) continue
      await run(transaction, { name: options.name, batch })
      batch = []
      characters = 0
    }
    await run(transaction, { name: options.name, batch })
  })
}

function isForServer(piece: SqlPiece): boolean {
  if (piece.kind === 'statement') return true
  // pg_dump 17.6 and later frame a dump with these against commands smuggled in through names (CVE-2025-8714).
  if (piece.kind === 'psql' && /^\\(un)?restrict\b/.test(piece.text)) return false
  const detail = piece.kind === 'copy' ? 'COPY data is only loaded by psql' : 'a command to psql is not SQL'
  throw new AuraError('dump_unreadable', { line: piece.line, detail })
}

async function run(transaction: Transaction, options: { name: string; batch: readonly SqlPiece[] }): Promise<void> {
  const { name, batch } = options
  const [first, last] = [batch.at(0), batch.at(-1)]
  if (!first || !last) return
  try {
    await transaction.unsafe(batch.map((piece) => piece.text).join('\n')).simple()
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('dump_refused', { name, line: first.line, lastLine: last.line, detail }, { cause })
  }
}
