/** Messages that a client sends, built for our own use of the session and for rewriting those of clients. */
export const frontend = {
  query: (sql: string): Buffer => frontendMessage('Q', Buffer.from(`${sql}\0`)),
  closeStatement: (name: string): Buffer => frontendMessage('C', Buffer.from(`S${name}\0`)),
  describeStatement: (name: string): Buffer => frontendMessage('D', Buffer.from(`S${name}\0`)),
  parse: (name: string, rest: Buffer): Buffer => frontendMessage('P', Buffer.from(`${name}\0`), rest),
  bind: (portal: string, statement: string, rest: Buffer): Buffer =>
    frontendMessage('B', Buffer.from(`${portal}\0${statement}\0`), rest),
  copyFail: (reason: string): Buffer => frontendMessage('f', Buffer.from(`${reason}\0`)),
  sync: (): Buffer => frontendMessage('S'),
}

/** Reads the zero-terminated string at `offset`; `next` is the offset behind it. */
export function readCString(bytes: Buffer, offset: number): { value: string; next: number } {
  const end = bytes.indexOf(0, offset)
  if (end < 0) throw new RangeError('unterminated string in a message')
  return { value: bytes.toString('utf8', offset, end), next: end + 1 }
}

function frontendMessage(type: string, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4)
  const header = Buffer.alloc(5)
  header.write(type, 'latin1')
  header.writeInt32BE(length, 1)
  return Buffer.concat([header, ...parts])
}
