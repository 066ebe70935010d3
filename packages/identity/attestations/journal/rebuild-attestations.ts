import type { Sql, Transaction } from '@aura-sign/postgres'
import { enqueueEmbeddingsOf } from '../../similarity/enqueue-embeddings.ts'
import type { ChainClient } from '../chain-client.ts'
import { defineSchema, type SchemaDefinition } from '../schema/define-schema.ts'
import { type AttestationToInsert, insertAttestations } from '../store/insert-attestations.ts'
import { namedEvidence } from '../store/named-evidence.ts'
import { timeOrderedId } from '../store/time-ordered-id.ts'
import { verifyAttestation } from '../verify-attestation.ts'
import type { AttestationRecord } from './journal-record.ts'

export interface RebuildOptions {
  readonly now: Date
  readonly dryRun: boolean
  readonly chains?: ReadonlyMap<number, ChainClient>
  /** Keys (`attester/uid`) of what a dry run would have inserted: added by attestations, asked by their revocations. */
  readonly planned: Set<string>
}

/** What became of some records. */
export interface Rebuilt {
  readonly present: number
  readonly rebuilt: number
  /** Copies that do not prove what they say. */
  readonly refused: readonly { readonly attester: string; readonly uid: string; readonly reason: string }[]
}

interface Verified {
  readonly row: AttestationToInsert
  readonly schema: SchemaDefinition
  readonly record: AttestationRecord
}

/**
 * Inserts the attestations of these records that the database lacks, with their schemas and what is known of their files.
 * Nothing in a record is believed: signature, uid, schema uid and data are verified as they were at first; that one has expired
 * since is no reason to lose it.
 */
export async function rebuildAttestations(
  sql: Sql,
  records: readonly AttestationRecord[],
  options: RebuildOptions,
): Promise<Rebuilt> {
  const present = await presentKeys(sql, records)
  const missing = [...new Map(records.map((record) => [keyOf(record), record])).values()].filter(
    (record) => !present.has(keyOf(record)),
  )
  const refused: Rebuilt['refused'][number][] = []
  const verified: Verified[] = []
  for (const record of missing) {
    const result = await verify(record, options)
    if (typeof result === 'string') refused.push({ attester: record.attester, uid: record.uid, reason: result })
    else {
      verified.push(result)
      if (options.dryRun) options.planned.add(keyOf(record))
    }
  }
  const rebuilt = options.dryRun
    ? verified.length
    : await sql.begin((transaction) => insert(transaction, verified, options))
  return { present: records.length - missing.length, rebuilt, refused }
}

function keyOf({ attester, uid }: { attester: string; uid: string }): string {
  return `${attester}/${uid}`
}

async function presentKeys(sql: Sql, records: readonly AttestationRecord[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ attester: string; uid: string }[]>`
    select attestations.attester, attestations.uid from attestations
    join unnest(${records.map(({ attester }) => attester)}::text[], ${records.map(({ uid }) => uid)}::text[])
      as wanted (attester, uid) using (attester, uid)`
  return new Set(rows.map(keyOf))
}

/** What to insert, or why not. */
async function verify(record: AttestationRecord, { now, chains }: RebuildOptions): Promise<Verified | string> {
  const defined = defineSchema(record.schema)
  if (!defined.ok) return defined.reason
  const { schema } = defined
  const verdict = await verifyAttestation({
    attestation: record.object,
    signer: record.attester,
    now,
    findSchema: (uid) => (uid === schema.uid ? schema : undefined),
    ...(chains && { chains }),
  })
  const failed = verdict.checks.find(({ name, ok }) => ok === false && name !== 'expiry')
  if (failed || !verdict.authentic) return failed?.reason ?? 'signature_unverified'
  if (verdict.authentic.attestation.uid !== record.uid) return 'uid_mismatch'
  const { authentic, values = [] } = verdict
  const acceptedAt = new Date(record.acceptedAt)
  // An id of another form would break the order of pages.
  const id = isTimeOrdered(record.id) ? record.id : timeOrderedId(acceptedAt)
  return {
    row: { id, acceptedAt, journaledAt: now, authentic, values, evidence: namedEvidence(values) },
    schema,
    record,
  }
}

function isTimeOrdered(id: string): boolean {
  return id[14] === '7'
}

async function insert(
  transaction: Transaction,
  verified: readonly Verified[],
  { now }: RebuildOptions,
): Promise<number> {
  const schemas = new Map(verified.map(({ schema }) => [schema.uid, schema]))
  for (const { uid, schema, resolver, revocable } of schemas.values()) {
    await transaction`
      insert into attestation_schemas (id, uid, schema, resolver, revocable, registered_at)
      values (${timeOrderedId(now)}, ${uid}, ${schema}, ${resolver.toLowerCase()}, ${revocable}, ${now})
      on conflict (uid) do nothing`
  }
  await insertEvidence(transaction, verified, now)
  const inserted = await insertAttestations(
    transaction,
    verified.map(({ row }) => row),
  )
  const recipients = new Set(inserted.map(({ authentic }) => authentic.attestation.message.recipient.toLowerCase()))
  for (const address of [...recipients].sort()) await enqueueEmbeddingsOf(transaction, { address, now })
  return inserted.length
}

/** Only of files that the signed data names: the rest of a record is anybody's word. */
async function insertEvidence(transaction: Transaction, verified: readonly Verified[], now: Date): Promise<void> {
  const files = verified.flatMap(({ row, record }) =>
    row.evidence.map((sha256) => {
      const known = record.evidence.find((file) => file.sha256 === sha256)
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
