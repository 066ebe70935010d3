import { AuraError } from '@aura-sign/core'
import { listObjects, type ObjectHead, type ObjectStore } from '@aura-sign/object-store'
import { journalPrefix } from './journal-keys.ts'
import { type JournalRecord, parseJournalLine } from './journal-record.ts'

/** One object of the journal; `records` of lines that are none is null. */
export interface JournalObject {
  readonly key: string
  /** Its bytes are not those that were put, or nobody can tell. Each record proves itself all the same. */
  readonly isDamaged: boolean
  readonly records: readonly (JournalRecord | null)[]
}

const readsMax = 32
/** Of objects that are read at the same time; a larger one is read alone. */
const readsBytesMax = 32 * 2 ** 20
/** Packs are a few MiB by now; older ones hold 500 records of at most some 500 KB. */
const objectBytesMax = 256 * 2 ** 20
/** More than any store of attestations holds: what lies beyond would pass for lost. */
const objectsMax = 1_000_000_000

/** What is wrong with one object; anything else is wrong with the store, and then what was not read would pass for lost. */
const faultsOfObjects: ReadonlySet<string> = new Set(['object_corrupt', 'object_hash_missing', 'object_too_large'])

/**
 * The objects of the journal whose keys are wanted, in no particular order, several read at a time. One that is damaged has
 * the records that can still be read; throws when the store cannot be read.
 */
export async function* readJournal(
  store: ObjectStore,
  options: { wants: (key: string) => boolean; signal?: AbortSignal },
): AsyncGenerator<JournalObject, void> {
  const { wants, signal } = options
  let heads: ObjectHead[] = []
  let sizeBytes = 0
  const readAll = () => Promise.all(heads.map(({ key }) => readJournalObject(store, key)))
  for await (const head of listObjects(store, journalPrefix, { objectsMax, wants, ...(signal && { signal }) })) {
    if (heads.length >= readsMax || (heads.length > 0 && sizeBytes + head.sizeBytes > readsBytesMax)) {
      yield* await readAll()
      heads = []
      sizeBytes = 0
    }
    heads.push(head)
    sizeBytes += head.sizeBytes
  }
  yield* await readAll()
}

async function readJournalObject(store: ObjectStore, key: string): Promise<JournalObject> {
  const chunks: Uint8Array[] = []
  let isDamaged = false
  try {
    await readInto(chunks, { store, key })
  } catch (error) {
    if (!(error instanceof AuraError) || !faultsOfObjects.has(error.code)) throw error
    isDamaged = true
    // Without a hash beside it an object is given to nobody who asks for all of it; a range is not checked.
    if (error.code === 'object_hash_missing') await readInto(chunks, { store, key, range: { start: 0 } })
  }
  const lines = Buffer.concat(chunks).toString('utf8').split('\n')
  return { key, isDamaged, records: lines.filter((line) => line !== '').map(parseJournalLine) }
}

async function readInto(
  chunks: Uint8Array[],
  { store, key, range }: { store: ObjectStore; key: string; range?: { start: number } },
): Promise<void> {
  let sizeBytes = 0
  const found = await store.get(key, range ? { range } : {})
  for await (const chunk of found?.body ?? []) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > objectBytesMax) throw new AuraError('object_too_large', { key, maxBytes: objectBytesMax })
    chunks.push(chunk)
  }
}
