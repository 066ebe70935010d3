import type { ObjectStore } from '@aura-sign/object-store'
import { journalKey, packKey } from './journal-keys.ts'
import { type JournalRecord, readableJournalLine } from './journal-record.ts'

export interface JournalWriterOptions {
  /** Puts at the same time. */
  readonly putsMax?: number
  /** Records in one put. */
  readonly packRecordsMax?: number
  /** A caller waits no longer; the put goes on. */
  readonly waitMaxMs?: number
  /** Of those that wait; more are told at once that theirs is not written. */
  readonly waitingMax?: number
  /** Of the lines of those that wait. */
  readonly waitingBytesMax?: number
  /** Told of records that are in the store, before their writers are. */
  readonly onWritten?: (records: readonly JournalRecord[]) => Promise<void>
  readonly onFailure?: (error: unknown) => void
}

interface Waiting {
  readonly record: JournalRecord
  readonly line: Buffer
  settle(written: boolean): void
}

const defaults = {
  putsMax: 4,
  packRecordsMax: 500,
  waitMaxMs: 3_000,
  waitingMax: 10_000,
  waitingBytesMax: 64 * 2 ** 20,
  onWritten: async () => undefined,
  onFailure: () => undefined,
}

/** Of one object; a record that is larger has one of its own. What is read back is in memory as a whole. */
const packBytesMax = 8 * 2 ** 20

/**
 * Copies records to the backup store. One that comes alone gets an object of its own; those that come while the store is busy
 * share the next put, so that a slow store costs each of them time but not all of them rate.
 */
export class JournalWriter {
  readonly #store: ObjectStore
  readonly #options: Required<JournalWriterOptions>
  readonly #running = new Set<Promise<void>>()
  #waiting: Waiting[] = []
  #waitingBytes = 0

  constructor(store: ObjectStore, options: JournalWriterOptions = {}) {
    this.#store = store
    this.#options = { ...defaults, ...options }
  }

  /** Resolves to true when the record is in the store, to false when it is not, or not known to be, by then. */
  async write(record: JournalRecord): Promise<boolean> {
    const { waitingMax, waitingBytesMax, waitMaxMs, onFailure } = this.#options
    if (this.#waiting.length >= waitingMax) return false
    let line: Buffer
    try {
      line = Buffer.from(readableJournalLine(record))
    } catch (error) {
      onFailure(error)
      return false
    }
    if (this.#waitingBytes + line.length > waitingBytesMax) return false
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), waitMaxMs)
    this.#waiting.push({ record, line, settle: resolve })
    this.#waitingBytes += line.length
    this.#startPuts()
    return await promise.finally(() => clearTimeout(timer))
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  #startPuts(): void {
    const { putsMax, packRecordsMax } = this.#options
    while (this.#running.size < putsMax && this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, Math.min(packRecordsMax, firstPackLength(this.#waiting)))
      for (const { line } of batch) this.#waitingBytes -= line.length
      const running = this.#put(batch).finally(() => {
        this.#running.delete(running)
        this.#startPuts()
      })
      this.#running.add(running)
    }
  }

  async #put(batch: readonly Waiting[]): Promise<void> {
    let written = false
    try {
      await putPack(this.#store, batch)
      await this.#options.onWritten(batch.map(({ record }) => record))
      written = true
    } catch (error) {
      this.#options.onFailure(error)
    }
    for (const { settle } of batch) settle(written)
  }
}

/** Puts records into as many objects as their bytes need; throws before the first when one of them could not be read back. */
export async function putRecords(store: ObjectStore, records: readonly JournalRecord[]): Promise<void> {
  const lines = records.map((record) => ({ record, line: Buffer.from(readableJournalLine(record)) }))
  while (lines.length > 0) await putPack(store, lines.splice(0, firstPackLength(lines)))
}

type Line = Pick<Waiting, 'record' | 'line'>

/** How many of these, and at least one, go into one object. */
function firstPackLength(lines: readonly Line[]): number {
  let sizeBytes = 0
  const length = lines.findIndex(({ line }) => {
    sizeBytes += line.length
    return sizeBytes > packBytesMax
  })
  return length === -1 ? lines.length : Math.max(length, 1)
}

/**
 * One record under its own key; several, or one whose key is taken, in an object of their own. Whose copy is there already a writer
 * that may only put cannot ask, and what somebody else put there proves nothing.
 */
async function putPack(store: ObjectStore, lines: readonly Line[]): Promise<void> {
  const [first] = lines
  if (first === undefined) return
  const body = Buffer.concat(lines.map(({ line }) => line))
  if (lines.length === 1 && (await store.putIfAbsent(journalKey(first.record), body)).ok) return
  await store.putIfAbsent(packKey(), body)
}
