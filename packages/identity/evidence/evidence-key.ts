import { newId } from '@aura-sign/core'

/** Where the objects of the product are in its bucket; the backup store has its copies under the same keys. */
const evidencePrefix = 'data/evidence/'
/** Files whose hash nobody has told, until their last byte is there. */
export const incomingPrefix = 'data/evidence-incoming/'

/** Key of a file by the SHA-256 of its bytes, lowercase hex. */
export function evidenceKey(sha256: string): string {
  return `${evidencePrefix}${sha256}`
}

/** The hash that a key names; null for any other key. */
export function sha256OfEvidenceKey(key: string): string | null {
  const name = key.startsWith(evidencePrefix) ? key.slice(evidencePrefix.length) : ''
  return /^[0-9a-f]{64}$/.test(name) ? name : null
}

export function incomingKey(): string {
  return `${incomingPrefix}${newId()}`
}

export { evidencePrefix }
