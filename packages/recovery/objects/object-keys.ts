/** Objects of the product are below it, in the object store and, as copies, under the same keys in the backup store. */
export const objectsPrefix = 'data/'
/** What was deleted or overwritten, by the time of the run that found it so: `deleted/<time>/data/…`. */
export const keptPrefix = 'deleted/'
/** One manifest for each run: `objects/<time>.json`. */
export const runsPrefix = 'objects/'
/** Written by each run to see what time the store has. */
export const clockKey = 'objects/clock'
/** Uploads whose last byte has not come: nobody was told that they are there, and each is gone within the minute. */
export const incomingPrefix = 'data/evidence-incoming/'

const timePattern = /^(\d{4}-\d{2}-\d{2})_(\d{2})-(\d{2})-(\d{2})$/
const contentPattern = /^data\/evidence\/([0-9a-f]{64})$/

/** An object that is no longer there under its key, as a run moved it away. */
export interface KeptObject {
  /** Where it is now. */
  readonly keptKey: string
  /** Where it was. */
  readonly key: string
  /** Start of the run that moved it. */
  readonly keptAt: Date
}

/** The SHA-256 that the key of an object is; null for a key that says nothing of the content. */
export function contentHashOf(key: string): string | null {
  return contentPattern.exec(key)?.[1] ?? null
}

export function runKeyAt(at: Date): string {
  return `${runsPrefix}${timeName(at)}.json`
}

/** Start of the run whose manifest has this key; null for other keys. */
export function parseRunKey(key: string): Date | null {
  return key.startsWith(runsPrefix) && key.endsWith('.json') ? parseTime(key.slice(runsPrefix.length, -5)) : null
}

export function keptKeyOf(key: string, keptAt: Date): string {
  return `${keptPrefix}${timeName(keptAt)}/${key}`
}

/** What a run moved away; null for other keys. */
export function parseKeptKey(keptKey: string): KeptObject | null {
  const [, time = '', ...rest] = keptKey.split('/')
  const keptAt = keptKey.startsWith(keptPrefix) ? parseTime(time) : null
  const key = rest.join('/')
  return keptAt && key.startsWith(objectsPrefix) ? { keptKey, key, keptAt } : null
}

/** Sorts as time does; in UTC, to the second. */
export function timeName(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')
}

function parseTime(name: string): Date | null {
  const match = timePattern.exec(name)
  const at = new Date(match ? `${match[1]}T${match[2]}:${match[3]}:${match[4]}Z` : Number.NaN)
  return !Number.isNaN(at.getTime()) && timeName(at) === name ? at : null
}
