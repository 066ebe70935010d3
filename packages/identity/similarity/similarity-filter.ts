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

/** What a filter asks for, as rows that are cheap to count: attestations by `recipient`, or users by `user_id`. */
export function filterMatches(queryable: Queryable, { filter, now }: { filter: SimilarityFilter; now: Date }) {
  return asksForAttestation(filter)
    ? queryable`select attestations.recipient from attestations where ${attestationHolds(queryable, { filter, now })}`
    : queryable`select id as user_id from users where created_at >= ${filter.createdSince ?? new Date(0)}`
}

/** Rows `user_id` of whom the rows `matches` are about, some of them more than once. */
export function matchingUsers(queryable: Queryable, filter: SimilarityFilter) {
  if (!asksForAttestation(filter)) return queryable`select user_id from matches`
  const { createdSince } = filter
  const userId = 'wallet.user_id'
  // Offset 0: looked up one by one; a join would read all wallets for a few.
  return queryable`
    select wallet.user_id from matches
    cross join lateral (
      select wallets.user_id from wallets
      where wallets.address = matches.recipient and wallets.unlinked_at is null offset 0
    ) wallet
    ${createdSince ? queryable`where exists (${createdSinceHolds(queryable, { createdSince, userId })})` : queryable``}`
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
