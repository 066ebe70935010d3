import { newId } from '@aura-sign/core'
import type { JournalRecord } from './journal-record.ts'

/** Everything below it is the journal's. */
export const journalPrefix = 'attestations/'
/** Records of many at once: what came while the store was busy with others. */
const packPrefix = 'attestations/packs/'
export const packSuffix = '.ndjson'

/** Where a record has its own object. */
export function journalKey({ kind, attester, uid }: Pick<JournalRecord, 'kind' | 'attester' | 'uid'>): string {
  return `${journalPrefix}${attester}/${uid}${kind === 'attestation' ? '' : '.revocation'}.json`
}

/** Whose record an object's name promises; null for packs, and for what is not the journal's. */
export function parseJournalKey(key: string): { attester: string; uid: string } | null {
  const [, attester, uid] = /^attestations\/(0x[0-9a-f]{40})\/(0x[0-9a-f]{64})(?:\.revocation)?\.json$/.exec(key) ?? []
  return attester !== undefined && uid !== undefined ? { attester, uid } : null
}

export function packKey(): string {
  return `${packPrefix}${newId()}${packSuffix}`
}
