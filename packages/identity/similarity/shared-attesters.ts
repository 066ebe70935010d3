import type { Sql } from '@aura-sign/postgres'

const attestersMax = 5
/** Of whom more than these attested to, some may be left unsaid. */
const ownAttestersMax = 1_000

/**
 * For each of `userIds`, up to five wallets that made valid attestations both to it and to `userId`: lowercase, those first that made
 * fewest to them, because they say most. Valid: neither revoked nor expired.
 */
export async function sharedAttesters(
  sql: Sql,
  options: { userId: string; userIds: readonly string[]; now: Date },
): Promise<ReadonlyMap<string, string[]>> {
  const { userId, userIds, now } = options
  if (userIds.length === 0) return new Map()
  const rows = await sql<{ user_id: string; attester: string }[]>`
    with own as materialized (
      select distinct attestations.attester from wallets
      join attestations on attestations.recipient = wallets.address and ${isValid(sql, now)}
      where wallets.user_id = ${userId} and wallets.unlinked_at is null
      limit ${ownAttestersMax}
    ),
    shared as (
      select distinct wallets.user_id, attestations.attester from wallets
      join attestations on attestations.recipient = wallets.address and ${isValid(sql, now)}
      where wallets.user_id = any(${[...userIds]}::uuid[]) and wallets.unlinked_at is null
        and attestations.attester in (select attester from own)
    )
    select user_id, attester from shared
    order by count(*) over (partition by attester), attester`
  const attesters = new Map<string, string[]>()
  for (const { user_id, attester } of rows) {
    const list = attesters.get(user_id) ?? []
    if (list.length < attestersMax) list.push(attester)
    attesters.set(user_id, list)
  }
  return attesters
}

function isValid(sql: Sql, now: Date) {
  return sql`
    attestations.revoked_at is null
    and (attestations.expiration_time = 0 or attestations.expiration_time * 1000 > ${now.getTime()}::bigint)`
}
