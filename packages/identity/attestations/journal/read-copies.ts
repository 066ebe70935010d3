import type { ObjectStore } from '@aura-sign/object-store'
import { copyName, type JournalCopy, type RefusedCopy } from './journal-copy.ts'
import { packSuffix, parseJournalKey } from './journal-keys.ts'
import type { JournalRecord } from './journal-record.ts'
import { type JournalObject, readJournal } from './read-journal.ts'

/** Something that is no record: an object, or one line of a pack, counted from 1. */
export interface UnreadableCopy {
  readonly key: string
  readonly line?: number
  /** As the object's name says; a pack's says nothing. */
  readonly attester?: string
  readonly uid?: string
}

type CopyOf<Kind extends JournalRecord['kind']> = JournalCopy<Extract<JournalRecord, { kind: Kind }>>

const batchMax = 500

/** The copies of one kind, in batches. Packs, which hold both, are read once for each; what is wrong with them is told of once. */
export async function* readCopies<Kind extends JournalRecord['kind']>(
  store: ObjectStore,
  options: {
    kind: Kind
    onUnreadable: (copy: UnreadableCopy) => void
    onRefused: (copy: RefusedCopy) => void
    signal?: AbortSignal
  },
): AsyncGenerator<CopyOf<Kind>[], void> {
  const { kind, signal } = options
  let batch: CopyOf<Kind>[] = []
  const wants = (key: string) => isPack(key) || key.endsWith('.revocation.json') === (kind === 'revocation')
  for await (const object of readJournal(store, { wants, ...(signal && { signal }) })) {
    signal?.throwIfAborted()
    const isPacked = isPack(object.key)
    const unreadable = unreadableIn(object)
    if (!isPacked || kind === 'attestation') unreadable.forEach(options.onUnreadable)
    if (!isPacked && object.records.length !== 1) continue
    for (const record of object.records) {
      if (record === null) continue
      const copy = { key: object.key, record }
      if (isOfKind(copy, kind)) batch.push(copy)
      else if (!isPacked) options.onRefused({ ...copyName(copy), reason: 'name_mismatch' })
      if (batch.length < batchMax) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

function isPack(key: string): boolean {
  return key.endsWith(packSuffix)
}

function isOfKind<Kind extends JournalRecord['kind']>(copy: JournalCopy, kind: Kind): copy is CopyOf<Kind> {
  return copy.record.kind === kind
}

/** Lines of a pack that are no records, and what is damaged as a whole; any other object is one record as a whole. */
function unreadableIn({ key, isDamaged, records }: JournalObject): UnreadableCopy[] {
  if (isPack(key) && records.length > 0) {
    const lines = records.flatMap((record, index) => (record === null ? [{ key, line: index + 1 }] : []))
    return isDamaged ? [{ key }, ...lines] : lines
  }
  return !isDamaged && records.length === 1 && records[0] !== null ? [] : [{ key, ...parseJournalKey(key) }]
}
