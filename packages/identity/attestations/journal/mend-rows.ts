import type { Transaction } from '@aura-sign/postgres'
import { enqueueEmbeddingsOf } from '../../similarity/enqueue-embeddings.ts'
import { attestationTexts } from '../store/attestation-texts.ts'
import { attestationColumnValues } from '../store/insert-attestations.ts'
import type { KeptRow } from './differing-parts.ts'
import { insertGrounds } from './insert-verified.ts'
import type { VerifiedCopy } from './verify-copy.ts'

/** A row that holds what its attester signed, beside columns that say something else. */
export interface MendableRow {
  readonly row: KeptRow
  /** Proves the object of the row. */
  readonly verified: VerifiedCopy
  /** What differs; at least one. */
  readonly parts: readonly string[]
}

/**
 * Gives rows the columns and the names of files that follow from the signed object in them, and queues the embeddings of whom they
 * are about and of whom they were said to be about. What nobody signed stays: id, times of acceptance, whether it was revoked.
 */
export async function mendRows(
  transaction: Transaction,
  mendable: readonly MendableRow[],
  { now }: { now: Date },
): Promise<void> {
  const verified = mendable.map((each) => each.verified)
  await insertGrounds(transaction, verified, { now })
  const rows = mendable.map(({ row: { id }, verified: { row } }) => {
    const { object: _, ...columns } = attestationColumnValues(row.authentic)
    return { ...columns, id, texts: attestationTexts(row.values), evidence: row.evidence }
  })
  const given = JSON.stringify(rows)
  await transaction`
    update attestations set schema_uid = signed.schema_uid, recipient = signed.recipient, chain_id = signed.chain_id,
      signed_time = signed.signed_time, expiration_time = signed.expiration_time, revocable = signed.revocable,
      ref_uid = signed.ref_uid, texts = signed.texts
    from jsonb_to_recordset(${given}::text::jsonb) as signed (
      id uuid, schema_uid text, recipient text, chain_id bigint, signed_time numeric, expiration_time numeric,
      revocable boolean, ref_uid text, texts text)
    where attestations.id = signed.id`
  await transaction`
    delete from attestation_evidence named using jsonb_to_recordset(${given}::text::jsonb) as signed (attester text, uid text)
    where named.attester = signed.attester and named.uid = signed.uid`
  await transaction`
    insert into attestation_evidence (attester, uid, sha256, id)
    select signed.attester, signed.uid, file.sha256, signed.id
    from jsonb_to_recordset(${given}::text::jsonb) as signed (attester text, uid text, id uuid, evidence jsonb)
    cross join lateral jsonb_array_elements_text(signed.evidence) as file (sha256)`
  const addresses = [...mendable.map(({ row }) => String(row.recipient)), ...rows.map(({ recipient }) => recipient)]
  await enqueueEmbeddingsOf(transaction, { addresses, now })
}
