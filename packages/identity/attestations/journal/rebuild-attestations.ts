import { isDeepStrictEqual } from 'node:util'
import type { Sql } from '@aura-sign/postgres'
import { type ComparedWithRows, compareWithRows } from './compare-with-rows.ts'
import { type CopyRefusal, isOfContract } from './copy-refusal.ts'
import { type KeptRow, readKeptRows } from './differing-parts.ts'
import { insertVerified } from './insert-verified.ts'
import {
  copyName,
  type DifferingCopy,
  type JournalCopy,
  type Reconciled,
  type RefusedCopy,
  recordKey,
} from './journal-copy.ts'
import type { AttestationRecord } from './journal-record.ts'
import type { RebuildOptions } from './rebuild-options.ts'
import { type PendingRevocations, type ProvenRevocation, proveRevocations, revokeRows } from './rebuild-revocations.ts'
import { type VerifiedCopy, verifyCopy } from './verify-copy.ts'

/** What was done to attestations, and to the revocations that came with them. */
export interface Rebuilt extends Pick<ComparedWithRows, 'mended'> {
  readonly attestations: Reconciled
  readonly revocations: Reconciled
}

/**
 * Inserts the attestations of these copies that the database lacks, with their schemas and what is known of their files, and
 * compares the others with their rows. Nothing in a copy is believed: signature, uid, schema uid and data are verified as they were
 * at first. Of a row that is there only columns change that follow from the signed object in it. What was revoked comes with its
 * revocation (of `pending`, and gone from there); while nobody can say whether it was, because its chain is not asked, it does not come.
 */
export async function rebuildAttestations(
  sql: Sql,
  copies: readonly JournalCopy<AttestationRecord>[],
  options: RebuildOptions & { pending: PendingRevocations },
): Promise<Rebuilt> {
  const refused: RefusedCopy[] = []
  const [verified, unproven]: [VerifiedCopy[], Unproven[]] = [[], []]
  for (const copy of copies) {
    const result = await verifyCopy(copy, options)
    if (typeof result !== 'string') {
      verified.push(result)
      continue
    }
    refused.push({ ...copyName(copy), reason: result })
    unproven.push({ ...copy, reason: result })
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
  const { mended, ...compared } = await compareWithRows(sql, { others, rows }, options)
  return {
    mended,
    attestations: { rebuilt: rebuilt.attestations, refused, ...compared },
    revocations: { ...revocations, rebuilt: rebuilt.revocations },
  }
}

interface Unproven extends JournalCopy<AttestationRecord> {
  readonly reason: CopyRefusal
}

/** A copy that cannot be verified now, as of a contract wallet whose chain is not asked, is still the row's when both are the same. */
function noteUnproven(
  unproven: readonly Unproven[],
  rows: ReadonlyMap<string, KeptRow>,
  { copied, suspect }: RebuildOptions,
): void {
  for (const { record, reason } of unproven) {
    const row = rows.get(recordKey(record))
    if (!row || !isDeepStrictEqual(row.object, record.object)) continue
    copied.attestations.add(row.id)
    if (!isOfContract(reason)) suspect.attestations.add(row.id)
  }
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
    inserted: await insertVerified(transaction, missing, options),
    revoked: await revokeRows(transaction, revocations, options.now),
  }))
  for (const { id } of inserted) options.copied.attestations.add(id)
  for (const { id } of revoked) options.copied.revocations.add(id)
  return { attestations: inserted.length, revocations: revoked.length }
}
