import type { CopyRefusal } from './copy-refusal.ts'
import { journalKey, packSuffix } from './journal-keys.ts'
import type { JournalRecord } from './journal-record.ts'

/** A record as it was found in the backup store. */
export interface JournalCopy<Record extends JournalRecord = JournalRecord> {
  /** Of the object that it is in. */
  readonly key: string
  readonly record: Record
}

/** A copy that does not prove what it says, or lies under another's name; nothing was done with it. */
export interface RefusedCopy {
  readonly key: string
  readonly attester: string
  readonly uid: string
  readonly reason: CopyRefusal
}

/** A copy that proves what it says, which is not what its row says. */
export interface DifferingCopy {
  readonly key: string
  readonly attester: string
  readonly uid: string
  /** What differs: `object.domain`, `recipient`, `acceptedAt`; `row` when the row itself is not what its attester signed. */
  readonly parts: readonly string[]
}

/** What became of some copies of one kind. */
export interface Reconciled {
  /** Rows that have a copy which says the same. */
  readonly present: number
  readonly rebuilt: number
  readonly refused: readonly RefusedCopy[]
  readonly differing: readonly DifferingCopy[]
}

/** Whether an object holds what its name says; a pack may hold anybody's. */
export function isRightlyNamed({ key, record }: JournalCopy): boolean {
  return key.endsWith(packSuffix) || key === journalKey(record)
}

export function copyName({
  key,
  record: { attester, uid },
}: JournalCopy): Pick<RefusedCopy, 'key' | 'attester' | 'uid'> {
  return { key, attester, uid }
}

export function recordKey({ attester, uid }: { attester: string; uid: string }): string {
  return `${attester}/${uid}`
}
