import { isDeepStrictEqual } from 'node:util'
import type { Sql, Transaction } from '@aura-sign/postgres'
import type { ChainClient } from '../chain-client.ts'
import { insertAttestations } from '../store/insert-attestations.ts'
import { timeOrderedId } from '../store/time-ordered-id.ts'
import { verifyAttestation } from '../verify-attestation.ts'
import { differingParts, type KeptRow, readKeptRows } from './differing-parts.ts'
import {
  copyName,
  type DifferingCopy,
  type JournalCopy,
  type Reconciled,
  type RefusedCopy,
  recordKey,
} from './journal-copy.ts'
import type { AttestationRecord } from './journal-record.ts'
import { queueEmbeddings } from './queue-embeddings.ts'
import { type VerifiedCopy, verifyCopy } from './verify-copy.ts'

export interface RebuildOptions {
  readonly now: Date
  readonly dryRun: boolean
  readonly chains?: ReadonlyMap<number, ChainClient>
  /** Keys (`attester/uid`) of what a dry run would have inserted: added by attestations, asked by their revocations. */
  readonly planned: Set<string>
  /** Ids of rows of which a copy was found. */
  readonly copied: { readonly attestations: Set<string>; readonly revocations: Set<string> }
}

/**
 * Inserts the attestations of these copies that the database lacks, with their schemas and what is known of their files, and
 * compares the others with their rows. Nothing in a copy is believed: signature, uid, schema uid and data are verified as they were
 * at first. A row that is there is never changed.
 */
export async function rebuildAttestations(
  sql: Sql,
  copies: readonly JournalCopy<AttestationRecord>[],
  options: RebuildOptions,
): Promise<Reconciled> {
  const refused: RefusedCopy[] = []
  const [verified, unproven]: [VerifiedCopy[], JournalCopy<AttestationRecord>[]] = [[], []]
  for (const copy of copies) {
    const result = await verifyCopy(copy, options)
    if (typeof result !== 'string') {
      verified.push(result)
      continue
    }
    refused.push({ ...copyName(copy), reason: result })
    unproven.push(copy)
  }
  const rows = await readKeptRows(
    sql,
    copies.map(({ record }) => record),
  )
  noteUnproven(unproven, rows, options)
  const missing = new Map<string, VerifiedCopy>()
  const others: VerifiedCopy[] = []
  for (const copy of verified) {
    const key = recordKey(copy.copy.record)
    if (rows.has(key) || missing.has(key)) others.push(copy)
    else if (!options.planned.has(key)) missing.set(key, copy)
  }
  const rebuilt = await rebuild(sql, [...missing.values()], options)
  const compared = await compare(sql, { others, rows }, options)
  return { rebuilt, refused, ...compared }
}

/** A copy that cannot be verified now, as of a contract wallet whose chain is not asked, is still the row's when both are the same. */
function noteUnproven(
  unproven: readonly JournalCopy<AttestationRecord>[],
  rows: ReadonlyMap<string, KeptRow>,
  { copied }: RebuildOptions,
): void {
  for (const { record } of unproven) {
    const row = rows.get(recordKey(record))
    if (row && isDeepStrictEqual(row.object, record.object)) copied.attestations.add(row.id)
  }
}

async function compare(
  sql: Sql,
  { others, rows }: { others: readonly VerifiedCopy[]; rows: ReadonlyMap<string, KeptRow> },
  { now, chains, dryRun, copied }: RebuildOptions,
): Promise<Pick<Reconciled, 'present' | 'differing'>> {
  // A second copy of what was rebuilt just now has a row since then.
  const late = others.map(({ copy }) => copy.record).filter((record) => !rows.has(recordKey(record)))
  const rebuilt = dryRun ? new Map<string, KeptRow>() : await readKeptRows(sql, late)
  const differing: DifferingCopy[] = []
  let present = 0
  for (const verified of others) {
    const { copy } = verified
    const row = rows.get(recordKey(copy.record)) ?? rebuilt.get(recordKey(copy.record))
    if (!row) continue
    const parts = differingParts(row, verified)
    const isSameObject = !parts.some((part) => part.startsWith('object.'))
    if (parts.length === 0 && !copied.attestations.has(row.id)) present += 1
    // A row that nobody signed gets no copy: the journal keeps what proves itself.
    const isForged = !isSameObject && !(await isAuthentic(row, { now, ...(chains && { chains }) }))
    if (isSameObject || isForged) copied.attestations.add(row.id)
    if (parts.length > 0) differing.push({ ...copyName(copy), parts: isForged ? ['row', ...parts] : parts })
  }
  return { present, differing }
}

async function isAuthentic(
  row: KeptRow,
  options: { now: Date; chains?: ReadonlyMap<number, ChainClient> },
): Promise<boolean> {
  const { authentic } = await verifyAttestation({ attestation: row.object, signer: row.attester, ...options })
  return authentic?.attestation.uid === row.uid
}

async function rebuild(sql: Sql, missing: readonly VerifiedCopy[], options: RebuildOptions): Promise<number> {
  if (missing.length === 0) return 0
  if (options.dryRun) {
    for (const { copy } of missing) options.planned.add(recordKey(copy.record))
    return missing.length
  }
  const inserted = await sql.begin((transaction) => insert(transaction, missing, options))
  for (const { id } of inserted) options.copied.attestations.add(id)
  return inserted.length
}

async function insert(transaction: Transaction, verified: readonly VerifiedCopy[], { now }: RebuildOptions) {
  const schemas = new Map(verified.map(({ schema }) => [schema.uid, schema]))
  for (const { uid, schema, resolver, revocable } of schemas.values()) {
    await transaction`
      insert into attestation_schemas (id, uid, schema, resolver, revocable, registered_at)
      values (${timeOrderedId(now)}, ${uid}, ${schema}, ${resolver.toLowerCase()}, ${revocable}, ${now})
      on conflict (uid) do nothing`
  }
  await insertEvidence(transaction, verified, now)
  const rows = verified.map(({ row }) => row)
  const inserted = await insertAttestations(transaction, rows)
  // An id is not signed: whoever can add a copy could name another's, and keep an attestation out for ever.
  const taken = rows
    .filter((row) => !inserted.includes(row))
    .map((row) => ({ ...row, id: timeOrderedId(row.acceptedAt) }))
  const all = taken.length === 0 ? inserted : [...inserted, ...(await insertAttestations(transaction, taken))]
  await queueEmbeddings(transaction, {
    addresses: all.map(({ authentic }) => authentic.attestation.message.recipient),
    now,
  })
  return all
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
