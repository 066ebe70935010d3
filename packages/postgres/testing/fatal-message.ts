const fields = ['SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection due to administrator command', '']

/** What Postgres says before it ends a connection on an administrator's command. */
export function fatalMessage(): Buffer {
  const body = Buffer.from(`${fields.join('\0')}\0`)
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
