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
type RecordSelection =
  /** The oldest after an id whose copy, or that of their revocation, is not known to be in the backup store. */
  | { readonly unjournaledBefore: Date; readonly after: string; readonly limit: number }
  | { readonly attester: string; readonly uid: string }

/** A record, with the object of its row: a revocation is of that. */
export interface Unjournaled {
  readonly record: JournalRecord
  readonly object: unknown
}

/** Records that have no copy yet: of an attestation, of its revocation, or of both. */
export async function readUnjournaled(
  queryable: Queryable,
  key: { readonly attester: string; readonly uid: string },
): Promise<JournalRecord[]> {
  return (await readRows(queryable, key)).flatMap((row) => [...attestationRecord(row), ...revocationRecord(row)])
}

/** All that has no copy, each row once: what stays without is passed. A page is of at most `limit` rows. */
export async function* readUnjournaledPages(
  queryable: Queryable,
  options: { readonly unjournaledBefore: () => Date; readonly limit: number },
): AsyncGenerator<Unjournaled[], void> {
  const { unjournaledBefore, limit } = options
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await readRows(queryable, { unjournaledBefore: unjournaledBefore(), after, limit })
    const last = rows.at(-1)
    if (!last) return
    yield rows.flatMap((row) =>
      [...attestationRecord(row), ...revocationRecord(row)].map((record) => ({ record, object: row.object })),
    )
    after = last.id
  }
}

async function readRows(queryable: Queryable, selection: RecordSelection): Promise<readonly Row[]> {
  const condition =
    'uid' in selection
      ? queryable`attestation.attester = ${selection.attester.toLowerCase()} and attestation.uid = ${selection.uid}`
      : queryable`coalesce(attestation.revoked_at, attestation.accepted_at) <= ${selection.unjournaledBefore}
          and attestation.id > ${selection.after}`
  const limit = 'uid' in selection ? 1 : selection.limit
  return await queryable<Row[]>`
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
