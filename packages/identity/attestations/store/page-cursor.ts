/** More in one answer would hold up whoever waits for the database. */
export const pageSizeMax = 100
export const pageSizeDefault = 20

/** The end of a page as clients get it: 22 characters whose meaning is nobody's business. */
export function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
}

/** The id in a cursor; null when it is none of ours. */
export function decodeCursor(cursor: string): string | null {
  const bytes = Buffer.from(cursor, 'base64url')
  if (bytes.length !== 16 || bytes.toString('base64url') !== cursor) return null
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** The rows of a page, read with one more than its size to see whether another follows. */
export function pageOf<Row extends { id: string }>(
  rows: readonly Row[],
  size: number,
): { rows: readonly Row[]; nextCursor: string | null } {
  const page = rows.slice(0, size)
  const last = page.at(-1)
  return { rows: page, nextCursor: rows.length > size && last ? encodeCursor(last.id) : null }
}
