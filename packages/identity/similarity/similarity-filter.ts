import type { Queryable } from '@aura-sign/postgres'

/** Who may be among the results. What is given has to hold together. */
export interface SimilarityFilter {
  /** Holds a valid attestation of this wallet: lowercase `0x…`. */
  attestedBy?: string
  /** … by this schema: uid, lowercase. */
  schema?: string
  /** … made for this EIP-155 chain. One and the same attestation has to meet these three. */
  chainId?: number
  /** Signed in for the first time at this time or later. */
  createdSince?: Date
}

export function isFiltering(filter: SimilarityFilter | undefined): filter is SimilarityFilter {
  return filter !== undefined && Object.values(filter).some((value) => value !== undefined)
}

/** Rows `user_id` of the identities that a filter lets through, some of them more than once. Valid: neither revoked nor expired. */
export function matchingUsers(queryable: Queryable, { filter, now }: { filter: SimilarityFilter; now: Date }) {
  const { createdSince } = filter
  if (!asksForAttestation(filter)) {
    return queryable`select id as user_id from users where created_at >= ${createdSince ?? new Date(0)}`
  }
  return queryable`
    select wallets.user_id from attestations
    join wallets on wallets.address = attestations.recipient and wallets.unlinked_at is null
    where ${attestationHolds(queryable, { filter, now })}
      ${createdSince ? queryable`and exists (${createdSinceHolds(queryable, { createdSince, userId: 'wallets.user_id' })})` : queryable``}`
}

/**
 * One look-up for each row of the vector index whose column `userId` is. Each is a lateral subquery of at most one row, which Postgres
 * cannot turn into a join that would lose the order of the index.
 */
export function joinMatching(
  queryable: Queryable,
  { filter, now, userId }: { filter: SimilarityFilter; now: Date; userId: string },
) {
  const { createdSince } = filter
  const attested = queryable`
    cross join lateral (
      select from wallets
      join attestations on attestations.recipient = wallets.address and ${attestationHolds(queryable, { filter, now })}
      where wallets.user_id = ${queryable(userId)} and wallets.unlinked_at is null
      limit 1
    ) attested`
  const created = createdSince
    ? queryable`cross join lateral (${createdSinceHolds(queryable, { createdSince, userId })} limit 1) created`
    : queryable``
  return queryable`${asksForAttestation(filter) ? attested : queryable``} ${created}`
}

function asksForAttestation({ attestedBy, schema, chainId }: SimilarityFilter): boolean {
  return attestedBy !== undefined || schema !== undefined || chainId !== undefined
}

function attestationHolds(queryable: Queryable, { filter, now }: { filter: SimilarityFilter; now: Date }) {
  const { attestedBy, schema, chainId } = filter
  return queryable`
    attestations.revoked_at is null
    and (attestations.expiration_time = 0 or attestations.expiration_time * 1000 > ${now.getTime()}::bigint)
    ${attestedBy === undefined ? queryable`` : queryable`and attestations.attester = ${attestedBy}`}
    ${schema === undefined ? queryable`` : queryable`and attestations.schema_uid = ${schema}`}
    ${chainId === undefined ? queryable`` : queryable`and attestations.chain_id = ${chainId}::bigint`}`
}

function createdSinceHolds(queryable: Queryable, { createdSince, userId }: { createdSince: Date; userId: string }) {
  return queryable`select from users where users.id = ${queryable(userId)} and users.created_at >= ${createdSince}`
}
