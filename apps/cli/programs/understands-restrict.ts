import type { Version } from './version.ts'

// By major version, the first release whose pg_dump writes \restrict and whose psql reads it (CVE-2025-8714).
const firstMinors: Readonly<Record<number, number>> = { 13: 22, 14: 19, 15: 14, 16: 10, 17: 6 }

/** Whether psql of this version loads dumps that begin with `\restrict`, and pg_dump of it writes them. */
export function understandsRestrict([major = 0, minor = 0]: Version): boolean {
  const first = firstMinors[major]
  return first === undefined ? major >= 18 : minor >= first
}
