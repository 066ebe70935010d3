/** A version as numbers, most significant first; missing parts count as 0. */
export type Version = readonly number[]

/** The first version in a text such as `psql (PostgreSQL) 15.14 (Debian 15.14-0)`; null when there is none. */
export function parseVersion(text: string): Version | null {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  return found ? found.slice(1).map((part) => Number(part ?? 0)) : null
}

export function isAtLeast(version: Version, wanted: Version): boolean {
  for (let index = 0; index < Math.max(version.length, wanted.length); index += 1) {
    const difference = (version[index] ?? 0) - (wanted[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
