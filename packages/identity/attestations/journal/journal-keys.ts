import { newId } from '@aura-sign/core'
import type { JournalRecord } from './journal-record.ts'

/** Everything below it is the journal's. */
export const journalPrefix = 'attestations/'
/** Records of many at once: what came while the store was busy with others. */
const packPrefix = 'attestations/packs/'

/** Where a record has its own object. */
export function journalKey({ kind, attester, uid }: Pick<JournalRecord, 'kind' | 'attester' | 'uid'>): string {
  return `${journalPrefix}${attester}/${uid}${kind === 'attestation' ? '' : '.revocation'}.json`
}

export function packKey(): string {
  return `${packPrefix}${newId()}.ndjson`
}
