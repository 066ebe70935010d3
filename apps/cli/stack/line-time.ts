const patterns: readonly ((line: string) => string | undefined)[] = [
  // pino, in milliseconds or as text
  (line) => {
    const found = /"time":(?:(\d{13})|"([^"]+)")/.exec(line)
    return found?.[1] ? new Date(Number(found[1])).toISOString() : found?.[2]
  },
  // Prometheus and its exporters
  (line) => /\bts=(\S+)/.exec(line)?.[1] ?? /\btime=(\d{4}-\S+)/.exec(line)?.[1]?.replaceAll('"', ''),
  // Postgres (in UTC here), Ceph, MinIO
  (line) => {
    const found = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)/.exec(line)
    return found ? `${found[1]}T${found[2]}Z` : undefined
  },
  // Redis: 1234:M 23 Nov 2026 23:22:46.123
  (line) => {
    const found = /^\d+:[A-Z] (\d\d \w{3} \d{4} \d\d:\d\d:\d\d)(\.\d{3})/.exec(line)
    return found ? isoOf(`${found[1]} UTC`)?.replace('.000Z', `${found[2]}Z`) : undefined
  },
]

/** When a line was written, in ms since 1970, as far as it says so; null when it does not. */
export function lineTime(line: string): number | null {
  for (const pattern of patterns) {
    const ms = Date.parse(pattern(line) ?? '')
    if (Number.isFinite(ms)) return ms
  }
  return null
}

function isoOf(text: string): string | undefined {
  const ms = Date.parse(text)
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined
}
