/** Messages that a Postgres server sends (PostgreSQL 18, 54.7 Message Formats), built by our own part of the server. */
export const backend = {
  authenticationOk: (): Buffer => message('R', int32(0)),
  authenticationSasl: (mechanism: string): Buffer => message('R', int32(10), text(mechanism), zero),
  authenticationSaslContinue: (data: string): Buffer => message('R', int32(11), Buffer.from(data)),
  authenticationSaslFinal: (data: string): Buffer => message('R', int32(12), Buffer.from(data)),
  parameterStatus: (name: string, value: string): Buffer => message('S', text(name), text(value)),
  backendKeyData: (processId: number, secret: Buffer): Buffer => message('K', int32(processId), secret),
  readyForQuery: (status: TransactionStatus): Buffer => message('Z', Buffer.from(status)),
  negotiateProtocolVersion: (minor: number, unknownOptions: readonly string[]): Buffer =>
    // PostgreSQL 18 sends the whole version, major in the upper half.
    message('v', int32(0x30000 + minor), int32(unknownOptions.length), ...unknownOptions.map(text)),
  error: (error: WireError): Buffer => {
    const fields = [
      ['S', error.severity],
      ['V', error.severity],
      ['C', error.sqlState],
      ['M', error.message],
      ...(error.hint === undefined ? [] : [['H', error.hint]]),
    ]
    return message('E', ...fields.map(([key, value]) => text(`${key}${value}`)), zero)
  },
}

/** `I` idle, `T` in a transaction, `E` in a failed transaction. */
export type TransactionStatus = 'I' | 'T' | 'E'

export interface WireError {
  readonly severity: 'ERROR' | 'FATAL'
  readonly sqlState: string
  readonly message: string
  readonly hint?: string
}

const zero = Buffer.alloc(1)

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const header = Buffer.alloc(5)
  header.write(type, 'latin1')
  header.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([header, body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`)
}
