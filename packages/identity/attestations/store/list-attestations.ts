import type { Queryable } from '@aura-sign/postgres'
import { pageOf, pageSizeDefault } from './page-cursor.ts'
import {
  type AttestationRow,
  attestationColumns,
  type StoredAttestation,
  storedAttestation,
} from './stored-attestation.ts'
import { lowestIdAt } from './time-ordered-id.ts'

export interface AttestationFilters {
  /** Addresses in any case. */
  readonly recipient?: string
  readonly attester?: string
  /** Uid of the schema, lowercase. */
  readonly schema?: string
  /** SHA-256 of a file that is named, lowercase hex. */
  readonly evidence?: string
  /** Accepted here at this time or later. */
  readonly from?: Date
  /** Accepted here before this time. */
  readonly to?: Date
}

export interface AttestationPage {
  readonly attestations: readonly StoredAttestation[]
  /** Of the next page; null on the last one. */
  readonly nextCursor: string | null
}

/**
 * A page of attestations, newest acceptance first. `after`: the id that a cursor holds. What is accepted while somebody reads
 * on from page to page comes before the pages read, so none of the others is met twice or left out. Each combination of
 * filters is answered by one index in the order of the page.
 */
export async function listAttestations(
  queryable: Queryable,
  options: { filters?: AttestationFilters; after?: string; limit?: number } = {},
): Promise<AttestationPage> {
  const { filters = {}, after, limit = pageSizeDefault } = options
  const found = await queryable<AttestationRow[]>`
    ${attestationsQuery(queryable, { filters, limit: limit + 1, ...(after !== undefined && { after }) })}`
  const { rows, nextCursor } = pageOf(found, limit)
  return { attestations: rows.map(storedAttestation), nextCursor }
}

/** The query itself, so that its plan can be looked at. */
export function attestationsQuery(
  queryable: Queryable,
  options: { filters: AttestationFilters; after?: string; limit: number },
) {
  const { filters, limit } = options
  if (filters.evidence !== undefined) return byEvidence(queryable, options)
  const [first, ...others] = [
    { column: queryable`attestation.recipient`, value: filters.recipient?.toLowerCase() },
    { column: queryable`attestation.attester`, value: filters.attester?.toLowerCase() },
    { column: queryable`attestation.schema_uid`, value: filters.schema },
  ].filter(({ value }) => value !== undefined)
  const rest = others.reduce((all, { column, value = '' }) => queryable`${all} ${column} = ${value} and`, queryable``)
  const [least, end] = idRange(options)
  // A list of one, and the order by it: with an equality the planner could read the newest of all rows until enough of them fit,
  // which is all of them where those that fit are old.
  return queryable`
    select ${attestationColumns(queryable)} from attestations attestation
    where ${first ? queryable`${first.column} = any(${[first.value ?? '']}::text[]) and` : queryable``}
      ${rest}
      attestation.id >= ${least}::uuid and attestation.id < ${end}::uuid
    order by ${first ? queryable`${first.column} desc,` : queryable``} attestation.id desc limit ${limit}`
}

/** A file is named by few: the rest is looked at in each of those. */
function byEvidence(queryable: Queryable, options: { filters: AttestationFilters; after?: string; limit: number }) {
  const { recipient, attester, schema, evidence = '' } = options.filters
  const [least, end] = idRange(options)
  return queryable`
    select ${attestationColumns(queryable)} from attestation_evidence naming
    join attestations attestation on attestation.attester = naming.attester and attestation.uid = naming.uid
    where naming.sha256 = ${evidence} and naming.id >= ${least}::uuid and naming.id < ${end}::uuid
      ${recipient === undefined ? queryable`` : queryable`and attestation.recipient = ${recipient.toLowerCase()}`}
      ${attester === undefined ? queryable`` : queryable`and attestation.attester = ${attester.toLowerCase()}`}
      ${schema === undefined ? queryable`` : queryable`and attestation.schema_uid = ${schema}`}
    order by naming.id desc limit ${options.limit}`
}

/** The least id of a page, and the one that all are below: the time of acceptance is in the id. */
function idRange({ filters, after }: { filters: AttestationFilters; after?: string }): [least: string, end: string] {
  const { from, to } = filters
  const ends = [after, to && lowestIdAt(to), idAfterAll].filter((id) => id !== undefined)
  return [from ? lowestIdAt(from) : '00000000-0000-0000-0000-000000000000', ends.sort()[0] ?? idAfterAll]
}

const idAfterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
