import type { Queryable } from '@aura-sign/postgres'
import type { AttestationRecord, JournalRecord, RevocationRecord } from './journal-record.ts'

interface Row {
  id: string
  attester: string
  uid: string
  accepted_at: Date
  object: unknown
  journaled: boolean
  schema: string
  resolver: string
  schema_revocable: boolean
  evidence: AttestationRecord['evidence']
  revoked_at: Date | null
  revocation: unknown
  revocation_journaled: boolean
}

/** Which attestations to read records of. */
export type RecordSelection =
  /** The oldest whose copy, or that of their revocation, is not known to be in the backup store. */
  { readonly unjournaledBefore: Date; readonly limit: number } | { readonly attester: string; readonly uid: string }

/** Records that have no copy yet: of an attestation, of its revocation, or of both. */
export async function readUnjournaled(queryable: Queryable, selection: RecordSelection): Promise<JournalRecord[]> {
  const condition =
    'uid' in selection
      ? queryable`attestation.attester = ${selection.attester.toLowerCase()} and attestation.uid = ${selection.uid}`
      : queryable`coalesce(attestation.revoked_at, attestation.accepted_at) <= ${selection.unjournaledBefore}`
  const limit = 'uid' in selection ? 1 : selection.limit
  const rows = await queryable<Row[]>`
    select attestation.id, attestation.attester, attestation.uid, attestation.accepted_at, attestation.object,
      attestation.journaled_at is not null as journaled,
      attestation_schemas.schema, attestation_schemas.resolver, attestation_schemas.revocable as schema_revocable,
      attestation.revoked_at, attestation.revocation,
      attestation.revocation_journaled_at is not null as revocation_journaled,
      coalesce((
        select jsonb_agg(jsonb_build_object('sha256', evidence.sha256, 'sizeBytes', evidence.size_bytes,
          'mediaType', evidence.media_type) order by evidence.sha256)
        from attestation_evidence named join evidence using (sha256)
        where named.attester = attestation.attester and named.uid = attestation.uid), '[]') as evidence
    from attestations attestation
    join attestation_schemas on attestation_schemas.uid = attestation.schema_uid
    where (attestation.journaled_at is null
        or (attestation.revoked_at is not null and attestation.revocation_journaled_at is null))
      and ${condition}
    order by attestation.id limit ${limit}`
  return rows.flatMap((row) => [...attestationRecord(row), ...revocationRecord(row)])
}

function attestationRecord(row: Row): AttestationRecord[] {
  if (row.journaled) return []
  const { id, attester, uid, object, evidence, schema, resolver } = row
  const acceptedAt = row.accepted_at.toISOString()
  const definition = { schema, resolver, revocable: row.schema_revocable }
  return [{ kind: 'attestation', id, attester, uid, acceptedAt, object, schema: definition, evidence }]
}

function revocationRecord({ attester, uid, revoked_at, revocation, ...row }: Row): RevocationRecord[] {
  if (revoked_at === null || row.revocation_journaled) return []
  return [{ kind: 'revocation', attester, uid, acceptedAt: revoked_at.toISOString(), revocation }]
}
