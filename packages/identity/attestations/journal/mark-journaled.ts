import type { Queryable } from '@aura-sign/postgres'
import type { JournalRecord } from './journal-record.ts'

/** Notes that the copies of these records are in the backup store. */
export async function markJournaled(
  queryable: Queryable,
  { records, now }: { records: readonly JournalRecord[]; now: Date },
): Promise<void> {
  const keysOf = (kind: JournalRecord['kind']) => {
    const chosen = records.filter((record) => record.kind === kind)
    return { attesters: chosen.map(({ attester }) => attester), uids: chosen.map(({ uid }) => uid) }
  }
  const attestations = keysOf('attestation')
  if (attestations.uids.length > 0) {
    await queryable`
      update attestations set journaled_at = ${now}
      from unnest(${attestations.attesters}::text[], ${attestations.uids}::text[]) as written (attester, uid)
      where attestations.attester = written.attester and attestations.uid = written.uid
        and attestations.journaled_at is null`
  }
  const revocations = keysOf('revocation')
  if (revocations.uids.length > 0) {
    await queryable`
      update attestations set revocation_journaled_at = ${now}
      from unnest(${revocations.attesters}::text[], ${revocations.uids}::text[]) as written (attester, uid)
      where attestations.attester = written.attester and attestations.uid = written.uid
        and attestations.revoked_at is not null and attestations.revocation_journaled_at is null`
  }
}
