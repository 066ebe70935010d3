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
 * A page of attestations, newest acceptance first. `after`: the id that a cursor holds. Who reads from page to page meets everything
 * that was acknowledged before the first page exactly once, and nothing twice, whatever is accepted meanwhile. That may be met or not:
 * its place is by the time of its acceptance, a moment before its transaction ends, so it can come into being below a page that
 * was read. Who asks again later for what is new asks `from` a minute before the newest that they have. Each combination of filters is
 * answered by one index in the order of the page.
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

interface Page {
  filters: AttestationFilters
  after?: string
  limit: number
}

function attestationsQuery(queryable: Queryable, page: Page) {
  const { filters, limit } = page
  if (filters.evidence !== undefined) return byEvidence(queryable, page)
  const [first, ...others] = [
    { column: queryable`attestation.recipient`, value: filters.recipient?.toLowerCase() },
    { column: queryable`attestation.attester`, value: filters.attester?.toLowerCase() },
    { column: queryable`attestation.schema_uid`, value: filters.schema },
  ].filter(({ value }) => value !== undefined)
  const rest = others.reduce((all, { column, value = '' }) => queryable`${all} and ${column} = ${value}`, queryable``)
  // A list of one, and the order by it: with an equality the planner could read the newest of all rows until enough of them fit,
  // which is all of them where those that fit are old.
  return queryable`
    select ${attestationColumns(queryable)} from attestations attestation
    where ${first ? queryable`${first.column} = any(${[first.value ?? '']}::text[])` : queryable`true`} ${rest}
      ${inTime(queryable, { ...page, id: queryable`attestation.id` })}
    order by ${first ? queryable`${first.column} desc,` : queryable``} attestation.id desc
    limit ${rowsToRead(queryable, limit)}`
}

/** A file is named by few: the rest is looked at in each of those. */
function byEvidence(queryable: Queryable, page: Page) {
  const { recipient, attester, schema, evidence = '' } = page.filters
  return queryable`
    select ${attestationColumns(queryable)} from attestation_evidence naming
    join attestations attestation on attestation.attester = naming.attester and attestation.uid = naming.uid
    where naming.sha256 = ${evidence} ${inTime(queryable, { ...page, id: queryable`naming.id` })}
      ${recipient === undefined ? queryable`` : queryable`and attestation.recipient = ${recipient.toLowerCase()}`}
      ${attester === undefined ? queryable`` : queryable`and attestation.attester = ${attester.toLowerCase()}`}
      ${schema === undefined ? queryable`` : queryable`and attestation.schema_uid = ${schema}`}
    order by naming.id desc limit ${rowsToRead(queryable, page.limit)}`
}

/** The time of acceptance is in the id. */
function inTime(queryable: Queryable, { filters, after, id }: Page & { id: ReturnType<typeof attestationColumns> }) {
  const { from, to } = filters
  const [end] = [after, to && lowestIdAt(to)].filter((each) => each !== undefined).sort()
  // Twice the id: two ends of one range would count as next to nothing in a plan that is made for any values, and all rows that
  // fit would be read and sorted.
  return queryable`
    ${end === undefined ? queryable`` : queryable`and ${id} < ${end}::uuid`}
    ${from ? queryable`and (${id}, ${id}) >= (${lowestIdAt(from)}::uuid, ${lowestIdAt(from)}::uuid)` : queryable``}`
}

/**
 * At least `limit`, as text of the query: a plan that is made for any number reads and sorts all rows that fit. A few numbers
 * only, as each is a statement that connections keep.
 */
function rowsToRead(queryable: Queryable, limit: number) {
  if (limit <= 21) return queryable`21`
  return limit <= 51 ? queryable`51` : queryable`101`
}
