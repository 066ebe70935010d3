const signature = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const end = Buffer.from([0xff, 0xff])

/** Rows as `copy … from stdin (format binary)` takes them: no digit of a vector has to be written and read. */
export function* binaryRows(rows: Iterable<readonly Uint8Array[]>): Generator<Uint8Array> {
  yield signature
  for (const fields of rows) {
    const parts: Uint8Array[] = [number16(fields.length)]
    for (const field of fields) parts.push(number32(field.length), field)
    yield Buffer.concat(parts)
  }
  yield end
}

export function binaryUuid(id: string): Uint8Array {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** Microseconds since 2000. */
export function binaryTime(time: Date): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(time.getTime() - Date.UTC(2000, 0, 1)) * 1_000n)
  return bytes
}

/** As pgvector's vector_recv reads it: dimensions, nothing, 32-bit numbers. */
export function binaryVector(vector: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(4 + 4 * vector.length)
  bytes.writeInt16BE(vector.length)
  let at = 4
  for (const value of vector) at = bytes.writeFloatBE(value, at)
  return bytes
}

function number16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function number32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
