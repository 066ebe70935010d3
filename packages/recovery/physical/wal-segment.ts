/** A segment of WAL as its file name says it: timeline, then position. Segments have 16 MiB, as initdb makes them. */
export interface WalSegment {
  readonly timeline: number
  /** Of the segments of a timeline, counted from 0. */
  readonly index: number
}

const segmentBytes = 16n * 1024n * 1024n
const perFile = 0x1_0000_0000n / segmentBytes

/** The segment of a name of 24 hexadecimal digits; null for other files. */
export function parseWalSegment(name: string): WalSegment | null {
  const [, timeline, high, low] = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})$/.exec(name) ?? []
  if (timeline === undefined) return null
  return {
    timeline: Number.parseInt(timeline, 16),
    index: Number(BigInt(`0x${high}`) * perFile + BigInt(`0x${low}`)),
  }
}

export function walSegmentName({ timeline, index }: WalSegment): string {
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0')
  return hex(timeline) + hex(Math.floor(index / Number(perFile))) + hex(index % Number(perFile))
}

/** A position such as 0/3000060 in bytes. */
export function parseLsn(text: string): bigint {
  const [high = '', low = ''] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

/** The index of the segment that holds a position. */
export function segmentIndexOf(lsn: string): number {
  return Number(parseLsn(lsn) / segmentBytes)
}

/** The position behind a segment's last byte, as `pg_lsn` takes it. */
export function endOfWalSegment({ index }: WalSegment): string {
  const end = BigInt(index + 1) * segmentBytes
  return `${(end >> 32n).toString(16)}/${(end & 0xffff_ffffn).toString(16)}`
}
