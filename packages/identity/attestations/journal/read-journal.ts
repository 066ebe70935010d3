import { Readable } from 'node:stream'
import { AuraError } from '@aura-sign/core'
import { listObjects, type ObjectStore, readObject } from '@aura-sign/object-store'
import { journalPrefix } from './journal-keys.ts'
import { type JournalRecord, parseJournalLine } from './journal-record.ts'

/** One object of the journal; `records` of lines that are none is null. */
export interface JournalObject {
  readonly key: string
  readonly records: readonly (JournalRecord | null)[]
}

const readsMax = 16
/** A pack holds 1,000 records of at most some 200 KB. */
const objectBytesMax = 256 * 2 ** 20
/** More than any store of attestations holds: what lies beyond would pass for lost. */
const objectsMax = 1_000_000_000

/** What is wrong with one object; anything else is wrong with the store, and then what was not read would pass for lost. */
const faultsOfObjects: ReadonlySet<string> = new Set(['object_corrupt', 'object_hash_missing', 'object_too_large'])

/**
 * The objects of the journal whose keys are wanted, in no particular order, several read at a time. One that is damaged has no
 * records; throws when the store cannot be read.
 */
export async function* readJournal(
  store: ObjectStore,
  options: { wants: (key: string) => boolean; signal?: AbortSignal },
): AsyncGenerator<JournalObject, void> {
  const { wants, signal } = options
  const keys = async function* () {
    const listed = listObjects(store, journalPrefix, { objectsMax, ...(signal && { signal }) })
    for await (const { key } of listed) if (wants(key)) yield key
  }
  const read = async (key: string): Promise<JournalObject> => {
    try {
      const bytes = await readObject(store, key, { maxBytes: objectBytesMax })
      const lines = (bytes?.toString('utf8') ?? '').split('\n').filter((line) => line !== '')
      return { key, records: lines.map(parseJournalLine) }
    } catch (error) {
      if (!(error instanceof AuraError) || !faultsOfObjects.has(error.code)) throw error
      return { key, records: [] }
    }
  }
  yield* Readable.from(keys()).map(read, { concurrency: readsMax, ...(signal && { signal }) })
}
