import { type SqlPiece, SqlSplitter } from './sql-splitter.ts'

/** The pieces of SQL text, as `SqlSplitter` has them; without COPY data, which only `readDumpPieces` reads. */
export async function* splitSql(chunks: AsyncIterable<string>): AsyncGenerator<SqlPiece, void> {
  const splitter = new SqlSplitter()
  for await (const chunk of chunks) yield* splitter.push(chunk)
  for (let pieces = splitter.end(); pieces.length > 0; pieces = splitter.end()) yield* pieces
}
