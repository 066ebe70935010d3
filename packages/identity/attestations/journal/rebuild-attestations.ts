import { isDeepStrictEqual } from 'node:util'
import type { Sql, Transaction } from '@aura-sign/postgres'
import type { ChainClient } from '../chain-client.ts'
import { insertAttestations } from '../store/insert-attestations.ts'
import { timeOrderedId } from '../store/time-ordered-id.ts'
import { verifyAttestation } from '../verify-attestation.ts'
import { isChainNotAsked } from './copy-refusal.ts'
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
import { type PendingRevocations, type ProvenRevocation, proveRevocations, revokeRows } from './rebuild-revocations.ts'
import { refusalOf, type VerifiedCopy, verifyCopy } from './verify-copy.ts'

export interface RebuildOptions {
  readonly now: Date
  readonly dryRun: boolean
  readonly chains?: ReadonlyMap<number, ChainClient>
  /** Keys (`attester/uid`) of what a dry run would have inserted. */
  readonly planned: Set<string>
  /** Keys of what is not inserted while nobody can say whether it was revoked. */
  readonly held: Set<string>
  /** Ids of rows of which a copy was found. */
  readonly copied: { readonly attestations: Set<string>; readonly revocations: Set<string> }
}

/** What was done to attestations, and to the revocations that came with them. */
export interface Rebuilt {
  readonly attestations: Reconciled
  readonly revocations: Reconciled
}

/**
 * Inserts the attestations of these copies that the database lacks, with their schemas and what is known of their files, and
 * compares the others with their rows. Nothing in a copy is believed: signature, uid, schema uid and data are verified as they were
 * at first. A row that is there is never changed. What was revoked comes with its revocation (of `pending`, and gone from
 * there); while nobody can say whether it was, because its chain is not asked, it does not come.
 */
export async function rebuildAttestations(
  sql: Sql,
  copies: readonly JournalCopy<AttestationRecord>[],
  options: RebuildOptions & { pending: PendingRevocations },
): Promise<Rebuilt> {
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
  const missing = new Map<string, MissingAttestation>()
  const others: VerifiedCopy[] = []
  const revocations = { present: 0, rebuilt: 0, refused: [] as RefusedCopy[], differing: [] as DifferingCopy[] }
  for (const copy of verified) {
    const key = recordKey(copy.copy.record)
    if (rows.has(key) || missing.has(key)) {
      others.push(copy)
      continue
    }
    if (options.planned.has(key)) continue
    const { proven, undecided, ...found } = await proveRevocations(
      options.pending.get(key) ?? [],
      copy.row.authentic,
      options,
    )
    if (undecided !== undefined) {
      if (!options.held.has(key)) revocations.refused.push(...found.refused)
      options.held.add(key)
      refused.push({ ...copyName(copy.copy), reason: undecided })
      continue
    }
    options.pending.delete(key)
    revocations.refused.push(...found.refused)
    revocations.differing.push(...found.differing)
    missing.set(key, { ...copy, ...(proven && { revocation: proven }) })
  }
  const rebuilt = await rebuild(sql, [...missing.values()], options)
  const compared = await compare(sql, { others, rows }, options)
  return {
    attestations: { rebuilt: rebuilt.attestations, refused, ...compared },
    revocations: { ...revocations, rebuilt: rebuilt.revocations },
  }
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
    // A row that nobody signed gets no copy: the journal keeps what proves itself. Of one that cannot be verified now the next
    // run decides.
    const proof = isSameObject ? 'proven' : await proofOf(row, { now, ...(chains && { chains }) })
    if (isSameObject || proof !== 'proven') copied.attestations.add(row.id)
    if (parts.length > 0) differing.push({ ...copyName(copy), parts: proof === 'forged' ? ['row', ...parts] : parts })
  }
  return { present, differing }
}

async function proofOf(
  row: KeptRow,
  options: { now: Date; chains?: ReadonlyMap<number, ChainClient> },
): Promise<'proven' | 'forged' | 'undecided'> {
  const verdict = await verifyAttestation({ attestation: row.object, signer: row.attester, ...options })
  if (verdict.authentic) return verdict.authentic.attestation.uid === row.uid ? 'proven' : 'forged'
  const refusal = refusalOf(verdict, row.object, options.chains)
  return refusal !== undefined && isChainNotAsked(refusal) ? 'undecided' : 'forged'
}

interface MissingAttestation extends VerifiedCopy {
  readonly revocation?: ProvenRevocation
}

async function rebuild(
  sql: Sql,
  missing: readonly MissingAttestation[],
  options: RebuildOptions,
): Promise<{ attestations: number; revocations: number }> {
  if (missing.length === 0) return { attestations: 0, revocations: 0 }
  const revocations = missing.flatMap(({ revocation }) => revocation ?? [])
  if (options.dryRun) {
    for (const { copy } of missing) options.planned.add(recordKey(copy.record))
    return { attestations: missing.length, revocations: revocations.length }
  }
  const { inserted, revoked } = await sql.begin(async (transaction) => ({
    inserted: await insert(transaction, missing, options),
    revoked: await revokeRows(transaction, revocations, options.now),
  }))
  for (const { id } of inserted) options.copied.attestations.add(id)
  for (const { id } of revoked) options.copied.revocations.add(id)
  return { attestations: inserted.length, revocations: revoked.length }
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
