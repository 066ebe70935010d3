import { Readable } from 'node:stream'
import { listObjects, type ObjectStore, readObject } from '@aura-sign/object-store'
import { journalPrefix } from './journal-keys.ts'
import { type JournalRecord, parseJournalLine } from './journal-record.ts'

/** One object of the journal; `records` of lines that are none is null. */
export interface JournalObject {
  readonly key: string
  readonly records: readonly (JournalRecord | null)[]
  /** Why it could not be read. */
  readonly error?: unknown
}

const readsMax = 16
/** A pack holds 1,000 records of at most some 200 KB. */
const objectBytesMax = 256 * 2 ** 20

/** The objects of the journal whose keys are wanted, in no particular order, several read at a time. */
export async function* readJournal(
  store: ObjectStore,
  options: { wants: (key: string) => boolean; signal?: AbortSignal },
): AsyncGenerator<JournalObject, void> {
  const { wants, signal } = options
  const keys = async function* () {
    for await (const { key } of listObjects(store, journalPrefix, signal ? { signal } : {})) if (wants(key)) yield key
  }
  const read = async (key: string): Promise<JournalObject> => {
    try {
      const bytes = await readObject(store, key, { maxBytes: objectBytesMax })
      const lines = (bytes?.toString('utf8') ?? '').split('\n').filter((line) => line !== '')
      return { key, records: lines.map(parseJournalLine) }
    } catch (error) {
      return { key, records: [], error }
    }
  }
  yield* Readable.from(keys()).map(read, { concurrency: readsMax, ...(signal && { signal }) })
}
