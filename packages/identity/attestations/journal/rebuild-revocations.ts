import { isDeepStrictEqual } from 'node:util'
import type { Sql, Transaction } from '@aura-sign/postgres'
import { enqueueEmbeddingsOf } from '../../similarity/enqueue-embeddings.ts'
import { parseAddress } from '../../siwe/parse-address.ts'
import { readAttestation } from '../read-attestation.ts'
import { revocationObject } from '../revocation-typed-data.ts'
import type { AuthenticAttestation } from '../verify-attestation.ts'
import { verifyRevocation } from '../verify-revocation.ts'
import { type CopyRefusal, copyRefusal, isChainNotAsked, isOfContract } from './copy-refusal.ts'
import {
  copyName,
  type DifferingCopy,
  isRightlyNamed,
  type JournalCopy,
  type Reconciled,
  type RefusedCopy,
  recordKey,
} from './journal-copy.ts'
import type { RevocationRecord } from './journal-record.ts'
import type { RebuildOptions } from './rebuild-options.ts'

type Copy = JournalCopy<RevocationRecord>

/** Copies of revocations whose attestations the database lacks, by `recordKey`. As many are in memory as it lacks. */
export type PendingRevocations = Map<string, Copy[]>

interface Row {
  id: string
  attester: string
  uid: string
  object: unknown
  recipient: string
  revoked_at: Date | null
  revocation: Record<string, unknown> | null
}

/** What a copy proves. */
export interface ProvenRevocation {
  readonly attester: string
  readonly uid: string
  readonly acceptedAt: string
  readonly object: object
}

/** What the revocations of an attestation that is not there yet prove of it. */
export interface RevocationsOfMissing {
  readonly proven?: ProvenRevocation
  /** None is proven, and of one nobody can say while its chain is not asked: the attestation must not come back without it. */
  readonly undecided?: CopyRefusal
  readonly refused: readonly RefusedCopy[]
  readonly differing: readonly DifferingCopy[]
}

/**
 * Revokes what these copies prove to be revoked and the database does not know to be, and compares the others with what it
 * knows. Those of attestations that are not there are added to `pending` when it is given, and refused otherwise.
 */
export async function rebuildRevocations(
  sql: Sql,
  copies: readonly Copy[],
  options: RebuildOptions & { pending?: PendingRevocations },
): Promise<Reconciled> {
  const { pending, copied, now, dryRun } = options
  const rows = await readRows(sql, copies)
  const refused: RefusedCopy[] = []
  const differing: DifferingCopy[] = []
  const missing = new Map<string, ProvenRevocation>()
  const ids: string[] = []
  let present = 0
  for (const copy of copies) {
    const key = recordKey(copy.record)
    const row = rows.get(key)
    if (!row && pending) {
      pending.set(key, [...(pending.get(key) ?? []), copy])
      continue
    }
    const proven = row ? await proveOfRow(copy, row, options) : 'attestation_missing'
    if (typeof proven === 'string') {
      refused.push({ ...copyName(copy), reason: proven })
      if (row && isDeepStrictEqual(row.revocation, copy.record.revocation)) {
        copied.revocations.add(row.id)
        if (!isOfContract(proven)) options.suspect.revocations.add(row.id)
      }
      continue
    }
    if (!row) continue
    const known = missing.get(key) ?? keptRevocation(row)
    if (!known) {
      missing.set(key, proven)
      ids.push(row.id)
      continue
    }
    const parts = partsOf(known, proven)
    if (parts.length === 0 && !copied.revocations.has(row.id)) present += missing.has(key) ? 0 : 1
    if (parts.every((part) => part === 'acceptedAt')) copied.revocations.add(row.id)
    if (parts.length > 0) differing.push({ ...copyName(copy), parts })
  }
  for (const id of ids) copied.revocations.add(id)
  const proven = [...missing.values()]
  if (dryRun || proven.length === 0) return { present, rebuilt: proven.length, refused, differing }
  const revoked = await sql.begin(async (transaction) => {
    const rows = await revokeRows(transaction, proven, now)
    await enqueueEmbeddingsOf(transaction, { addresses: rows.map(({ recipient }) => recipient), now })
    return rows
  })
  return { present, rebuilt: revoked.length, refused, differing }
}

/** Verifies the revocations of an attestation that is about to be inserted. */
export async function proveRevocations(
  copies: readonly Copy[],
  authentic: Pick<AuthenticAttestation, 'attestation' | 'attester'>,
  options: Pick<RebuildOptions, 'now' | 'chains'>,
): Promise<RevocationsOfMissing> {
  const refused: RefusedCopy[] = []
  const differing: DifferingCopy[] = []
  let first: ProvenRevocation | undefined
  for (const copy of copies) {
    const proven = await prove(copy, authentic, options)
    if (typeof proven === 'string') {
      refused.push({ ...copyName(copy), reason: proven })
      continue
    }
    first ??= proven
    const parts = partsOf(first, proven)
    if (parts.length > 0) differing.push({ ...copyName(copy), parts })
  }
  const undecided = refused.map(({ reason }) => reason).find(isChainNotAsked)
  return { refused, differing, ...(first ? { proven: first } : undecided !== undefined && { undecided }) }
}

/** Revokes the rows that are not revoked yet and returns them. */
export async function revokeRows(
  transaction: Transaction,
  proven: readonly ProvenRevocation[],
  now: Date,
): Promise<readonly { id: string; recipient: string }[]> {
  if (proven.length === 0) return []
  const given = proven.map(({ attester, uid, acceptedAt, object }) => ({
    ...{ attester, uid, revoked_at: acceptedAt, revocation: object },
  }))
  return await transaction<{ id: string; recipient: string }[]>`
    update attestations set revoked_at = proven.revoked_at, revocation = proven.revocation, revocation_journaled_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb)
      as proven (attester text, uid text, revoked_at timestamptz, revocation jsonb)
    where attestations.attester = proven.attester and attestations.uid = proven.uid and attestations.revoked_at is null
    returning attestations.id, attestations.recipient`
}

async function readRows(sql: Sql, copies: readonly Copy[]): Promise<ReadonlyMap<string, Row>> {
  const attesters = copies.map(({ record }) => record.attester)
  const uids = copies.map(({ record }) => record.uid)
  const rows = await sql<Row[]>`
    select id, attester, uid, object, recipient, revoked_at, revocation from attestations
    join unnest(${attesters}::text[], ${uids}::text[]) as wanted (attester, uid) using (attester, uid)`
  return new Map(rows.map((row) => [recordKey(row), row]))
}

function keptRevocation({ attester, uid, revoked_at, revocation }: Row): ProvenRevocation | null {
  if (revoked_at === null || revocation === null) return null
  return { attester, uid, acceptedAt: revoked_at.toISOString(), object: revocation }
}

function partsOf(known: ProvenRevocation, proven: ProvenRevocation): string[] {
  const kept = known.object as Record<string, unknown>
  const parts = Object.entries(proven.object).filter(([name, value]) => !isDeepStrictEqual(kept[name], value))
  return [
    ...parts.map(([name]) => `revocation.${name}`),
    ...(Date.parse(known.acceptedAt) === Date.parse(proven.acceptedAt) ? [] : ['acceptedAt']),
  ]
}

async function proveOfRow(copy: Copy, row: Row, options: RebuildOptions): Promise<ProvenRevocation | CopyRefusal> {
  const read = readAttestation(row.object)
  const attester = parseAddress(row.attester)
  if (!read.ok || !attester.ok) return 'attestation_unreadable'
  return await prove(copy, { attestation: read.attestation, attester: attester.address }, options)
}

/** What a copy proves of its attestation, or why nothing. */
async function prove(
  copy: Copy,
  attestation: Pick<AuthenticAttestation, 'attestation' | 'attester'>,
  { now, chains }: Pick<RebuildOptions, 'now' | 'chains'>,
): Promise<ProvenRevocation | CopyRefusal> {
  const { attester, uid, acceptedAt, revocation } = copy.record
  const verdict = await verifyRevocation({ revocation, attestation, now, ...(chains && { chains }) })
  if (!verdict.ok) {
    const { chainId } = attestation.attestation.domain
    return copyRefusal(verdict.reason, { chainId, ...(chains && { chains }) })
  }
  if (!isRightlyNamed(copy)) return 'name_mismatch'
  return { attester, uid, acceptedAt, object: revocationObject(verdict.revocation) }
}
