import { AuraError } from '@aura-sign/core'
import { ByteSource } from './byte-source.ts'
import { CopyData } from './copy-data.ts'
import { type SqlPiece, SqlSplitter } from './sql-splitter.ts'

/** A statement, a command to psql, or a COPY block with its data: what nobody reads of those is passed over. */
export type DumpPiece =
  | (SqlPiece & { kind: 'statement' | 'psql' })
  | { kind: 'copy'; text: string; line: number; data: CopyData }

// What comes after the head of COPY data is decoded for nothing, so it is little.
const sqlBytes = 64 * 1024

/**
 * The pieces of a dump, in order and in bounded memory. COPY data is passed through as bytes, unread but for its end. Throws
 * `dump_unreadable` for what is no dump or ends early, `backup_corrupt` where SQL is not UTF-8.
 */
export async function* readDumpPieces(
  bytes: AsyncIterable<Uint8Array>,
  options: { name: string },
): AsyncGenerator<DumpPiece, void> {
  await using source = new ByteSource(bytes)
  const splitter = new SqlSplitter()
  let held: Buffer = Buffer.alloc(0)
  for (;;) {
    const chunk = await source.next(sqlBytes)
    const read = chunk === null ? held : Buffer.concat([held, chunk])
    const whole = chunk === null ? read.length : wholeCharacters(read)
    held = read.subarray(whole)
    const text = decode(read.subarray(0, whole), options)
    const pieces = chunk === null ? splitter.end() : splitter.push(text)
    for (const piece of pieces) {
      if (piece.kind !== 'copy') {
        yield { ...piece, kind: piece.kind }
        continue
      }
      // The splitter goes no further than such a head, so it is the last of these.
      source.unread(Buffer.concat([Buffer.from(splitter.takeRest()), held]))
      held = Buffer.alloc(0)
      const data = new CopyData(source, { line: piece.line })
      yield { kind: 'copy', text: piece.text, line: piece.line, data }
      await data.skip()
      splitter.skipLines(data.lines)
    }
    if (chunk === null && pieces.at(-1)?.kind !== 'copy') return
  }
}

/** How many of these bytes are whole characters: a chunk can end inside of one. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0b1100_0000) === 0b1000_0000) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

function decode(bytes: Buffer, { name }: { name: string }): string {
  try {
    // A mark of the byte order is no SQL either: it is to be refused, not lost.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new AuraError('backup_corrupt', { name, detail: 'its text is not UTF-8' }, { cause })
  }
}
