import type { ObjectStore } from '@aura-sign/object-store'
import { journalKey, packKey } from './journal-keys.ts'
import { type JournalRecord, journalLine } from './journal-record.ts'

export interface JournalWriterOptions {
  /** Puts at the same time. */
  readonly putsMax?: number
  /** Records in one put. */
  readonly packRecordsMax?: number
  /** A caller waits no longer; the put goes on. */
  readonly waitMaxMs?: number
  /** Of those that wait; more are told at once that theirs is not written. */
  readonly waitingMax?: number
  /** Told of records that are in the store, before their writers are. */
  readonly onWritten?: (records: readonly JournalRecord[]) => Promise<void>
  readonly onFailure?: (error: unknown) => void
}

interface Waiting {
  readonly record: JournalRecord
  settle(written: boolean): void
}

const defaults = {
  putsMax: 4,
  packRecordsMax: 500,
  waitMaxMs: 3_000,
  waitingMax: 10_000,
  onWritten: async () => undefined,
  onFailure: () => undefined,
}

/**
 * Copies records to the backup store. One that comes alone gets an object of its own; those that come while the store is busy
 * share the next put, so that a slow store costs each of them time but not all of them rate.
 */
export class JournalWriter {
  readonly #store: ObjectStore
  readonly #options: Required<JournalWriterOptions>
  readonly #running = new Set<Promise<void>>()
  #waiting: Waiting[] = []

  constructor(store: ObjectStore, options: JournalWriterOptions = {}) {
    this.#store = store
    this.#options = { ...defaults, ...options }
  }

  /** Resolves to true when the record is in the store, to false when it is not, or not known to be, by then. */
  async write(record: JournalRecord): Promise<boolean> {
    if (this.#waiting.length >= this.#options.waitingMax) return false
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), this.#options.waitMaxMs)
    this.#waiting.push({ record, settle: resolve })
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
      const batch = this.#waiting.splice(0, packRecordsMax)
      const running = this.#put(batch).finally(() => {
        this.#running.delete(running)
        this.#startPuts()
      })
      this.#running.add(running)
    }
  }

  async #put(batch: readonly Waiting[]): Promise<void> {
    const records = batch.map(({ record }) => record)
    let written = false
    try {
      await putRecords(this.#store, records)
      await this.#options.onWritten(records)
      written = true
    } catch (error) {
      this.#options.onFailure(error)
    }
    for (const { settle } of batch) settle(written)
  }
}

/**
 * One record under its own key; several, or one whose key is taken, in an object of their own. Whose copy is there already a writer
 * that may only put cannot ask, and what somebody else put there proves nothing.
 */
export async function putRecords(store: ObjectStore, records: readonly JournalRecord[]): Promise<void> {
  const [first] = records
  if (first === undefined) return
  const body = Buffer.from(records.map(journalLine).join(''))
  if (records.length === 1 && (await store.putIfAbsent(journalKey(first), body)).ok) return
  await store.putIfAbsent(packKey(), body)
}
