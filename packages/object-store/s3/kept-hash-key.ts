import { reservedPrefix } from '../assert-object-key.ts'

const folder = `${reservedPrefix}sha256`
const writeIdBytes = 36
/** What the key of a hash is longer than that of its object. */
export const keptHashKeyExtraBytes = folder.length + writeIdBytes + 2

/**
 * Where the hash of an object written in parts is kept: `directory/.aura-sha256/name/<write id>` beside
 * `directory/name`, so that what copies or deletes a directory takes its hashes along.
 */
export function keptHashKey(fullKey: string, writeId: string): string {
  return `${keptHashPrefix(fullKey)}${writeId}`
}

/** Before the hashes of every version of an object. */
export function keptHashPrefix(fullKey: string): string {
  const directory = directoryOf(fullKey)
  return `${directory}${folder}/${fullKey.slice(directory.length)}/`
}

/** Before the hashes of everything in the object's directory. */
export function keptHashFolder(fullKey: string): string {
  return `${directoryOf(fullKey)}${folder}/`
}

/** The object and the write that a hash's key speaks of; null for other keys. */
export function parseKeptHashKey(key: string): { fullKey: string; writeId: string } | null {
  const parts = key.split('/')
  const [marker, name, writeId] = parts.slice(-3)
  if (marker !== folder || name === undefined || writeId === undefined) return null
  return { fullKey: [...parts.slice(0, -3), name].join('/'), writeId }
}

/** Empty, or ends with a slash. */
function directoryOf(fullKey: string): string {
  return fullKey.slice(0, fullKey.lastIndexOf('/') + 1)
}
