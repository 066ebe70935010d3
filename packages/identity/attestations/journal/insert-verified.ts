import type { Transaction } from '@aura-sign/postgres'
import { enqueueEmbeddingsOf } from '../../similarity/enqueue-embeddings.ts'
import { type AttestationToInsert, insertAttestations } from '../store/insert-attestations.ts'
import { timeOrderedId } from '../store/time-ordered-id.ts'
import type { VerifiedCopy } from './verify-copy.ts'

/** Inserts what these copies prove, with what it stands on, queues the embeddings of who it is about, and returns what was not there. */
export async function insertVerified(
  transaction: Transaction,
  verified: readonly VerifiedCopy[],
  { now }: { now: Date },
): Promise<readonly AttestationToInsert[]> {
  await insertGrounds(transaction, verified, { now })
  const rows = verified.map(({ row }) => row)
  const inserted = await insertAttestations(transaction, rows)
  // An id is not signed: whoever can add a copy could name another's, and keep an attestation out for ever.
  const taken = rows
    .filter((row) => !inserted.includes(row))
    .map((row) => ({ ...row, id: timeOrderedId(row.acceptedAt) }))
  const all = taken.length === 0 ? inserted : [...inserted, ...(await insertAttestations(transaction, taken))]
  const addresses = all.map(({ authentic }) => authentic.attestation.message.recipient)
  await enqueueEmbeddingsOf(transaction, { addresses, now })
  return all
}

/** What attestations stand on: their schemas, and rows of the files that they name. */
export async function insertGrounds(
  transaction: Transaction,
  verified: readonly VerifiedCopy[],
  { now }: { now: Date },
): Promise<void> {
  const schemas = new Map(verified.map(({ schema }) => [schema.uid, schema]))
  for (const { uid, schema, resolver, revocable } of schemas.values()) {
    await transaction`
      insert into attestation_schemas (id, uid, schema, resolver, revocable, registered_at)
      values (${timeOrderedId(now)}, ${uid}, ${schema}, ${resolver.toLowerCase()}, ${revocable}, ${now})
      on conflict (uid) do nothing`
  }
  await insertEvidence(transaction, verified, now)
}

/** Only of files that the signed data names: the rest of a record is anybody's word. */
async function insertEvidence(transaction: Transaction, verified: readonly VerifiedCopy[], now: Date): Promise<void> {
  const files = verified.flatMap(({ row, copy }) =>
    row.evidence.map((sha256) => {
      const known = copy.record.evidence.find((file) => file.sha256 === sha256)
      return { sha256, size_bytes: known?.sizeBytes ?? 1, media_type: known?.mediaType ?? 'application/octet-stream' }
    }),
  )
  if (files.length === 0) return
  await transaction`
    insert into evidence (sha256, size_bytes, media_type, uploaded_at)
    select distinct on (file.sha256) file.sha256, file.size_bytes, file.media_type, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(files)}::text::jsonb) as file (sha256 text, size_bytes bigint, media_type text)
    on conflict (sha256) do nothing`
}
