import type { Transaction } from '@aura-sign/postgres'
import { zeroBytes32 } from '../attestation.ts'
import { easObject } from '../eas-object.ts'
import type { SchemaFieldValue } from '../schema/schema-type.ts'
import type { AuthenticAttestation } from '../verify-attestation.ts'
import { attestationTexts } from './attestation-texts.ts'

/** A verified attestation, with what decides where it stands. Its schema and the files it names are known. */
export interface AttestationToInsert {
  /** UUIDv7 of its acceptance. */
  readonly id: string
  readonly acceptedAt: Date
  /** When its copy was known to be in the backup store. */
  readonly journaledAt: Date | null
  readonly authentic: AuthenticAttestation
  readonly values: readonly SchemaFieldValue[]
  /** SHA-256 of the files that it names. */
  readonly evidence: readonly string[]
}

/** Inserts those that are not there and returns them; at most a thousand at once. */
export async function insertAttestations(
  transaction: Transaction,
  given: readonly AttestationToInsert[],
): Promise<readonly AttestationToInsert[]> {
  const rows = given.map(rowOf)
  const inserted = await transaction<{ id: string }[]>`
    insert into attestations (
      id, attester, uid, schema_uid, recipient, chain_id, signed_time, expiration_time, revocable, ref_uid,
      object, texts, accepted_at, journaled_at)
    select row.id, row.attester, row.uid, row.schema_uid, row.recipient, row.chain_id, row.signed_time, row.expiration_time,
      row.revocable, row.ref_uid, row.object, row.texts, row.accepted_at, row.journaled_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (
      id uuid, attester text, uid text, schema_uid text, recipient text, chain_id bigint, signed_time numeric,
      expiration_time numeric, revocable boolean, ref_uid text, object jsonb, texts text, accepted_at timestamptz,
      journaled_at timestamptz)
    on conflict do nothing
    returning id`
  const ids = new Set(inserted.map(({ id }) => id))
  const fresh = given.filter(({ id }) => ids.has(id))
  const named = fresh.flatMap(({ id, authentic, evidence }) =>
    evidence.map((sha256) => ({ attester: attesterOf(authentic), uid: authentic.attestation.uid, sha256, id })),
  )
  if (named.length > 0) {
    await transaction`
      insert into attestation_evidence (attester, uid, sha256, id)
      select row.attester, row.uid, row.sha256, row.id
      from jsonb_to_recordset(${JSON.stringify(named)}::text::jsonb) as row (attester text, uid text, sha256 text, id uuid)`
  }
  return fresh
}

function rowOf({ id, acceptedAt, journaledAt, authentic, values }: AttestationToInsert) {
  return {
    ...attestationColumnValues(authentic),
    id,
    texts: attestationTexts(values),
    accepted_at: acceptedAt,
    journaled_at: journaledAt,
  }
}

/** The columns that follow from what was signed. */
export function attestationColumnValues(authentic: AuthenticAttestation) {
  const { attestation } = authentic
  const { uid, message, domain } = attestation
  return {
    attester: attesterOf(authentic),
    uid,
    schema_uid: message.schema,
    recipient: message.recipient.toLowerCase(),
    chain_id: domain.chainId,
    // As text: numbers of JSON end at 2^53.
    signed_time: String(message.time),
    expiration_time: String(message.expirationTime),
    revocable: message.revocable,
    ref_uid: message.refUID === zeroBytes32 ? null : message.refUID,
    object: easObject(attestation),
  }
}

function attesterOf({ attester }: AuthenticAttestation): string {
  return attester.toLowerCase()
}
