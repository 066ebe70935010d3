import { isDeepStrictEqual } from 'node:util'
import type { Sql } from '@aura-sign/postgres'
import { parseAddress } from '../../siwe/parse-address.ts'
import { readAttestation } from '../read-attestation.ts'
import { revocationObject } from '../revocation-typed-data.ts'
import { verifyRevocation } from '../verify-revocation.ts'
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
import { queueEmbeddings } from './queue-embeddings.ts'
import type { RebuildOptions } from './rebuild-attestations.ts'

type Copy = JournalCopy<RevocationRecord>

interface Row {
  id: string
  attester: string
  uid: string
  object: unknown
  recipient: string
  revoked_at: Date | null
  revocation: Record<string, unknown> | null
}

interface Revoked {
  readonly row: Row
  readonly acceptedAt: string
  readonly object: object
}

/**
 * Revokes what these copies prove to be revoked and the database does not know to be, and compares the others with what it
 * knows. A dry run counts revocations of what it would have inserted without verifying them: there is nothing yet to verify them
 * against.
 */
export async function rebuildRevocations(
  sql: Sql,
  copies: readonly Copy[],
  options: RebuildOptions,
): Promise<Reconciled> {
  const rows = await readRows(sql, copies)
  const refused: RefusedCopy[] = []
  const differing: DifferingCopy[] = []
  const missing = new Map<string, Revoked>()
  let [present, planned] = [0, 0]
  for (const copy of copies) {
    const key = recordKey(copy.record)
    const row = rows.get(key)
    if (!row && options.planned.has(key)) {
      planned += 1
      continue
    }
    const proven = row ? await prove(copy, row, options) : 'attestation_missing'
    if (typeof proven === 'string') {
      refused.push({ ...copyName(copy), reason: proven })
      if (row && isDeepStrictEqual(row.revocation, copy.record.revocation)) options.copied.revocations.add(row.id)
      continue
    }
    const known = missing.get(key) ?? keptRevocation(proven.row)
    if (!known) {
      missing.set(key, proven)
      continue
    }
    const parts = partsOf(known, proven)
    if (parts.length === 0 && !options.copied.revocations.has(proven.row.id)) present += missing.has(key) ? 0 : 1
    if (parts.every((part) => part === 'acceptedAt')) options.copied.revocations.add(proven.row.id)
    if (parts.length > 0) differing.push({ ...copyName(copy), parts })
  }
  const rebuilt = await revoke(sql, [...missing.values()], options)
  return { present, rebuilt: rebuilt + planned, refused, differing }
}

async function readRows(sql: Sql, copies: readonly Copy[]): Promise<ReadonlyMap<string, Row>> {
  const attesters = copies.map(({ record }) => record.attester)
  const uids = copies.map(({ record }) => record.uid)
  const rows = await sql<Row[]>`
    select id, attester, uid, object, recipient, revoked_at, revocation from attestations
    join unnest(${attesters}::text[], ${uids}::text[]) as wanted (attester, uid) using (attester, uid)`
  return new Map(rows.map((row) => [recordKey(row), row]))
}

function keptRevocation(row: Row): Revoked | null {
  if (row.revoked_at === null || row.revocation === null) return null
  return { row, acceptedAt: row.revoked_at.toISOString(), object: row.revocation }
}

function partsOf(known: Revoked, proven: Revoked): string[] {
  const kept = known.object as Record<string, unknown>
  const parts = Object.entries(proven.object).filter(([name, value]) => !isDeepStrictEqual(kept[name], value))
  return [
    ...parts.map(([name]) => `revocation.${name}`),
    ...(Date.parse(known.acceptedAt) === Date.parse(proven.acceptedAt) ? [] : ['acceptedAt']),
  ]
}

/** What a copy proves of its row, or why nothing. */
async function prove(copy: Copy, row: Row, { now, chains }: RebuildOptions): Promise<Revoked | string> {
  const read = readAttestation(row.object)
  const attester = parseAddress(row.attester)
  if (!read.ok || !attester.ok) return 'attestation_unreadable'
  const verdict = await verifyRevocation({
    revocation: copy.record.revocation,
    attestation: { attestation: read.attestation, attester: attester.address },
    now,
    ...(chains && { chains }),
  })
  if (!verdict.ok) return verdict.reason
  if (!isRightlyNamed(copy)) return 'name_mismatch'
  return { row, acceptedAt: copy.record.acceptedAt, object: revocationObject(verdict.revocation) }
}

async function revoke(sql: Sql, missing: readonly Revoked[], { now, dryRun, copied }: RebuildOptions): Promise<number> {
  if (missing.length === 0) return 0
  for (const { row } of missing) copied.revocations.add(row.id)
  if (dryRun) return missing.length
  const given = missing.map(({ row, acceptedAt, object }) => ({
    id: row.id,
    revoked_at: acceptedAt,
    revocation: object,
  }))
  return await sql.begin(async (transaction) => {
    const revoked = await transaction<{ recipient: string }[]>`
      update attestations set revoked_at = proven.revoked_at, revocation = proven.revocation, revocation_journaled_at = ${now}
      from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb)
        as proven (id uuid, revoked_at timestamptz, revocation jsonb)
      where attestations.id = proven.id and attestations.revoked_at is null
      returning attestations.recipient`
    await queueEmbeddings(transaction, { addresses: revoked.map(({ recipient }) => recipient), now })
    return revoked.length
  })
}
