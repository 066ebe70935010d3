/** Both ends counted from 0 and included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The one range of bytes that a `Range` header asks for (RFC 9110 §14.1.2). `whole`: none, several or another unit, which a
 * server may answer with everything (§14.2); `unsatisfiable`: none of its bytes exist.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first, last] = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole'
  if (first === '') {
    const suffixBytes = Number(last)
    return suffixBytes === 0 ? 'unsatisfiable' : { start: Math.max(0, sizeBytes - suffixBytes), end: sizeBytes - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return 'whole'
  if (start >= sizeBytes) return 'unsatisfiable'
  return { start, end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) }
}
