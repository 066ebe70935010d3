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
  { filters, after, limit }: { filters: AttestationFilters; after?: string; limit: number },
) {
  const { recipient, attester, schema, evidence, from, to } = filters
  // By evidence the order comes from the index of what is named; the time is in the id either way.
  const id = evidence === undefined ? queryable`attestation.id` : queryable`naming.id`
  return queryable`
    select ${attestationColumns(queryable)}
    from ${
      evidence === undefined
        ? queryable`attestations attestation`
        : queryable`attestation_evidence naming
            join attestations attestation on attestation.attester = naming.attester and attestation.uid = naming.uid`
    }
    where true
      ${evidence === undefined ? queryable`` : queryable`and naming.sha256 = ${evidence}`}
      ${recipient === undefined ? queryable`` : queryable`and attestation.recipient = ${recipient.toLowerCase()}`}
      ${attester === undefined ? queryable`` : queryable`and attestation.attester = ${attester.toLowerCase()}`}
      ${schema === undefined ? queryable`` : queryable`and attestation.schema_uid = ${schema}`}
      ${from === undefined ? queryable`` : queryable`and ${id} >= ${lowestIdAt(from)}::uuid`}
      ${to === undefined ? queryable`` : queryable`and ${id} < ${lowestIdAt(to)}::uuid`}
      ${after === undefined ? queryable`` : queryable`and ${id} < ${after}::uuid`}
    order by ${id} desc limit ${limit}`
}
