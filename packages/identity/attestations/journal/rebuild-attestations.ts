import { isDeepStrictEqual } from 'node:util'
import type { Sql } from '@aura-sign/postgres'
import type { ChainClient } from '../chain-client.ts'
import { verifyAttestation } from '../verify-attestation.ts'
import { isChainNotAsked } from './copy-refusal.ts'
import { differingParts, type KeptRow, readKeptRows } from './differing-parts.ts'
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
import { type MendableRow, mendRows } from './mend-rows.ts'
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
  /** Rows whose columns did not say what the signed object in them says, and do now. */
  readonly mended: readonly DifferingCopy[]
}

/**
 * Inserts the attestations of these copies that the database lacks, with their schemas and what is known of their files, and
 * compares the others with their rows. Nothing in a copy is believed: signature, uid, schema uid and data are verified as they were
 * at first. Of a row that is there only columns change that follow from the signed object in it. What was revoked comes with its revocation (of `pending`, and gone from
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
  const { mended, ...compared } = await compare(sql, { others, rows }, options)
  return {
    mended,
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
): Promise<Pick<Reconciled, 'present' | 'differing'> & Pick<Rebuilt, 'mended'>> {
  // A second copy of what was rebuilt just now has a row since then.
  const late = others.map(({ copy }) => copy.record).filter((record) => !rows.has(recordKey(record)))
  const rebuilt = dryRun ? new Map<string, KeptRow>() : await readKeptRows(sql, late)
  const differing: DifferingCopy[] = []
  const toMend = new Map<string, MendableRow>()
  let present = 0
  for (const verified of others) {
    const { copy } = verified
    const row = rows.get(recordKey(copy.record)) ?? rebuilt.get(recordKey(copy.record))
    if (!row) continue
    const { signed, derived, unsigned } = differingParts(row, verified)
    const isSameObject = signed.length === 0
    const isFirst = !copied.attestations.has(row.id)
    if (isSameObject && derived.length > 0 && isFirst) toMend.set(row.id, { row, verified, parts: derived })
    const parts = isSameObject ? unsigned : [...signed, ...derived, ...unsigned]
    if (parts.length + derived.length === 0 && isFirst) present += 1
    // A row that nobody signed gets no copy: the journal keeps what proves itself. Of one that cannot be verified now the next
    // run decides.
    const proof = isSameObject ? 'proven' : await proofOf(row, { now, ...(chains && { chains }) })
    if (isSameObject || proof !== 'proven') copied.attestations.add(row.id)
    if (parts.length > 0) differing.push({ ...copyName(copy), parts: proof === 'forged' ? ['row', ...parts] : parts })
  }
  const mended = [...toMend.values()]
  if (!dryRun && mended.length > 0) await sql.begin((transaction) => mendRows(transaction, mended, { now }))
  return {
    present,
    differing,
    mended: mended.map(({ verified, parts }) => ({ ...copyName(verified.copy), parts })),
  }
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
    inserted: await insertVerified(transaction, missing, options),
    revoked: await revokeRows(transaction, revocations, options.now),
  }))
  for (const { id } of inserted) options.copied.attestations.add(id)
  for (const { id } of revoked) options.copied.revocations.add(id)
  return { attestations: inserted.length, revocations: revoked.length }
}
