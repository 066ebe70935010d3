import { AuraError } from '@aura-sign/core'

// S3's bound on keys, and the common bound of filesystems on one path segment.
export const keyBytesMax = 1024
const segmentBytesMax = 255

/** Path segments with this prefix are the store's own. */
export const reservedPrefix = '.aura-'

/** Throws `object_key_invalid` unless the key means the same object in every store and stays inside it. */
export function assertObjectKey(key: string): void {
  const problem = problemOf(key)
  if (problem) throw new AuraError('object_key_invalid', { key: JSON.stringify(key.slice(0, 200)), problem })
}

/** Whether the key is one that `assertObjectKey` lets pass. */
export function isObjectKey(key: string): boolean {
  return problemOf(key) === null
}

/** Whether somebody else put an object there: no key of a store, nor what a store keeps between, nor the marker of a folder. */
export function isStranger(key: string): boolean {
  const isOwn = key.split('/').some((segment) => segment.startsWith(reservedPrefix))
  return !isOwn && key !== '' && !key.endsWith('/') && !isObjectKey(key)
}

function problemOf(key: string): string | null {
  if (key === '') return 'it is empty'
  if (!key.isWellFormed()) return 'it is not valid Unicode'
  if (Buffer.byteLength(key) > keyBytesMax) return `it is longer than ${keyBytesMax} bytes`
  // Backslashes and colons are path syntax on Windows; control characters break listings, and U+FFFE and U+FFFF the
  // XML in which S3 deletes.
  if (/[\p{Cc}\\:\ufffe\uffff]/u.test(key)) return 'it contains a control character, a backslash or a colon'
  for (const segment of key.split('/')) {
    if (segment === '') return 'it has an empty path segment'
    if (segment === '.' || segment === '..') return `it has the path segment "${segment}"`
    if (segment.startsWith(reservedPrefix)) return `it has a path segment that begins with "${reservedPrefix}"`
    if (Buffer.byteLength(segment) > segmentBytesMax) return `it has a path segment over ${segmentBytesMax} bytes`
  }
  return null
}
