import { createHmac } from 'node:crypto'
import { entriesOf, type SecretsContent } from './bundle.ts'

/** What tells, without the secrets, whether they are the same. */
export interface ContentFingerprint {
  /** Of everything. */
  readonly all: string
  /** Of each part, by its name. */
  readonly parts: Readonly<Record<string, string>>
}

/**
 * HMAC-SHA-256 under a random key that only the machine and its bundles hold: a plain hash of what people choose (a password, a
 * URL) could be guessed by whoever reads the backup store. A part's name goes in, so that equal values do not show.
 */
export function fingerprintContent(content: SecretsContent, options: { key: string }): ContentFingerprint {
  const key = Buffer.from(options.key, 'hex')
  const hmac = (text: string) => createHmac('sha256', key).update(text).digest('hex')
  const parts = Object.fromEntries(
    entriesOf(content).map(([name, value]) => [name, hmac(JSON.stringify([name, value]))] as const),
  )
  return { all: hmac(JSON.stringify(Object.entries(parts))), parts }
}

/** Names of what is new, gone or different now. */
export function changedParts(
  before: ContentFingerprint['parts'],
  now: ContentFingerprint['parts'],
): { added: string[]; removed: string[]; changed: string[] } {
  const names = Object.keys(now)
  return {
    added: names.filter((name) => !Object.hasOwn(before, name)),
    removed: Object.keys(before).filter((name) => !Object.hasOwn(now, name)),
    changed: names.filter((name) => Object.hasOwn(before, name) && before[name] !== now[name]),
  }
}
