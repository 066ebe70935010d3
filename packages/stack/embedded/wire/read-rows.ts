import type { WireError } from './backend-messages.ts'
import { splitMessages } from './split-messages.ts'

export type Row = Record<string, unknown>

/** The rows and the first error in the complete output of a simple query. */
export function readRows(output: Buffer): { rows: Row[]; error: WireError | undefined } {
  const rows: Row[] = []
  let columns: Column[] = []
  let error: WireError | undefined
  for (const { type, bytes } of splitMessages(output)) {
    const body = bytes.subarray(5)
    if (type === 'T') columns = readColumns(body)
    else if (type === 'D') rows.push(readRow(body, columns))
    else if (type === 'E') error ??= readError(body)
  }
  return { rows, error }
}

interface Column {
  readonly name: string
  readonly typeId: number
}

function readColumns(body: Buffer): Column[] {
  const columns: Column[] = []
  let offset = 2
  for (let index = 0; index < body.readInt16BE(0); index++) {
    const end = body.indexOf(0, offset)
    columns.push({ name: body.toString('utf8', offset, end), typeId: body.readInt32BE(end + 7) })
    offset = end + 19
  }
  return columns
}

function readRow(body: Buffer, columns: readonly Column[]): Row {
  const row: Row = {}
  let offset = 2
  for (const column of columns) {
    const length = body.readInt32BE(offset)
    offset += 4
    row[column.name] = length < 0 ? null : readValue(body.toString('utf8', offset, offset + length), column.typeId)
    offset += Math.max(length, 0)
  }
  return row
}

/** The same JavaScript types as postgres.js gives by default: int8 and numeric stay text, arrays too. */
function readValue(text: string, typeId: number): unknown {
  switch (typeId) {
    case 16:
      return text === 't'
    case 17:
      return Buffer.from(text.slice(2), 'hex')
    case 21:
    case 23:
    case 26:
    case 700:
    case 701:
      return Number(text)
    case 114:
    case 3802:
      return JSON.parse(text)
    case 1082:
    case 1114:
    case 1184:
      return new Date(text)
    default:
      return text
  }
}

function readError(body: Buffer): WireError {
  const fields = new Map<string, string>()
  for (const field of body.toString('utf8').split('\0')) fields.set(field.slice(0, 1), field.slice(1))
  return {
    severity: fields.get('V') === 'ERROR' ? 'ERROR' : 'FATAL',
    sqlState: fields.get('C') ?? 'XX000',
    message: fields.get('M') ?? 'unknown error',
  }
}
