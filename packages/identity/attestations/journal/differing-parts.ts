import { isDeepStrictEqual } from 'node:util'
import type { Queryable } from '@aura-sign/postgres'
import { attestationTexts } from '../store/attestation-texts.ts'
import { attestationColumnValues } from '../store/insert-attestations.ts'
import { recordKey } from './journal-copy.ts'
import type { VerifiedCopy } from './verify-copy.ts'

/** A row as far as a copy says what it has to be. */
export interface KeptRow {
  readonly id: string
  readonly attester: string
  readonly uid: string
  readonly accepted_at: Date
  readonly evidence: readonly string[]
  readonly object: Readonly<Record<string, unknown>>
  readonly [column: string]: unknown
}

/** The rows of these attestations that there are, by `recordKey`. */
export async function readKeptRows(
  queryable: Queryable,
  wanted: readonly { attester: string; uid: string }[],
): Promise<ReadonlyMap<string, KeptRow>> {
  if (wanted.length === 0) return new Map()
  const rows = await queryable<KeptRow[]>`
    select attestation.id, attestation.attester, attestation.uid, attestation.accepted_at, attestation.object,
      attestation.schema_uid, attestation.recipient, attestation.chain_id::text, attestation.signed_time::text,
      attestation.expiration_time::text, attestation.revocable, attestation.ref_uid, attestation.texts,
      array(
        select named.sha256 || case when named.id = attestation.id then '' else ' at another place' end
        from attestation_evidence named
        where named.attester = attestation.attester and named.uid = attestation.uid order by named.sha256) as evidence
    from attestations attestation
    join unnest(${wanted.map(({ attester }) => attester)}::text[], ${wanted.map(({ uid }) => uid)}::text[])
      as wanted (attester, uid) using (attester, uid)`
  return new Map(rows.map((row) => [recordKey(row), row]))
}

/** What a row says otherwise than a copy that proves itself. */
export interface DifferingParts {
  /** Of the signed object. */
  readonly signed: readonly string[]
  /** What follows from the signed object: columns, and `evidence` of the files that it names. */
  readonly derived: readonly string[]
  /** What nobody signed. */
  readonly unsigned: readonly string[]
}

export function differingParts(row: KeptRow, { copy, row: proven }: VerifiedCopy): DifferingParts {
  const { object, ...columns } = attestationColumnValues(proven.authentic)
  const parts = Object.entries(object).filter(([name, value]) => !isDeepStrictEqual(row.object[name], value))
  const others = Object.keys(row.object).filter((name) => !Object.hasOwn(object, name))
  const expected = { ...columns, texts: attestationTexts(proven.values) }
  const derived = Object.entries(expected).filter(([name, value]) => {
    const kept = row[name] ?? null
    return (typeof value === 'number' ? String(value) : value) !== kept
  })
  return {
    signed: [...parts.map(([name]) => name), ...others].map((name) => `object.${name}`),
    derived: [
      ...derived.map(([name]) => name),
      ...(isDeepStrictEqual(row.evidence, proven.evidence) ? [] : ['evidence']),
    ],
    unsigned: [
      // Where the copy's id was of no use, the row has one of its own.
      ...(proven.id === copy.record.id && proven.id !== row.id ? ['id'] : []),
      ...(proven.acceptedAt.getTime() === row.accepted_at.getTime() ? [] : ['acceptedAt']),
    ],
  }
}
