import { sha256Hex } from '@aura-sign/core'
import type { Queryable } from '@aura-sign/postgres'

/** Of the attestations an identity received, the newest ones. */
const attestationsMax = 50
/** Unicode code points. */
export const embeddingSourceLengthMax = 4_000

export interface EmbeddingSource {
  /** What is embedded; null when there is nothing to say, and of whoever does not want to be found. */
  readonly text: string | null
  /** When an attestation in it expires next; null: never. */
  readonly changesAt: Date | null
}

/**
 * What the embedding of each identity is of: its statement, then the words of the valid attestations it received, newest
 * first. Valid is what is neither revoked nor expired; what is stored was verified, against its schema too. Users who are gone are
 * left out. `locks`: inside a transaction, holds the users' rows until it ends.
 */
export async function embeddingSources(
  queryable: Queryable,
  options: { userIds: readonly string[]; now: Date; locks?: boolean },
): Promise<ReadonlyMap<string, EmbeddingSource>> {
  const { userIds, now, locks = false } = options
  if (userIds.length === 0) return new Map()
  if (locks) {
    await queryable`
      select from users where id = any(${[...userIds]}::uuid[]) order by id for no key update`
  }
  const rows = await queryable<{ id: string; text: string | null; changes_at: string | null }[]>`
    select users.id, received.changes_at::text,
      case when users.searchable then
        nullif(left(concat_ws(E'\n', users.statement, received.texts), ${embeddingSourceLengthMax}), '')
      end as text
    from users
    cross join lateral (
      select string_agg(nullif(newest.texts, ''), E'\n' order by newest.id desc) as texts,
        min(nullif(newest.expiration_time, 0)) filter (where newest.texts <> '') as changes_at
      from (
        select valid.id, valid.texts, valid.expiration_time
        from (select distinct address from wallets where user_id = users.id and unlinked_at is null) wallet
        cross join lateral (
          select attestations.id, attestations.texts, attestations.expiration_time from attestations
          where attestations.recipient = wallet.address and attestations.revoked_at is null
            and (attestations.expiration_time = 0 or attestations.expiration_time * 1000 > ${now.getTime()}::bigint)
          order by attestations.id desc limit ${attestationsMax}
        ) valid
        order by valid.id desc limit ${attestationsMax}
      ) newest
    ) received
    where users.id = any(${[...userIds]}::uuid[])`
  return new Map(rows.map(({ id, text, changes_at }) => [id, { text, changesAt: dateOf(changes_at) }]))
}

/** Names the text that a vector was computed from: SHA-256 of its UTF-8 bytes, as hex. */
export function sourceHash(text: string): string {
  return sha256Hex(text)
}

const latestMs = Date.parse('9999-12-31T00:00:00Z')

/** Unix seconds as text; a uint64 reaches further than dates, and what lies there is never. */
function dateOf(seconds: string | null): Date | null {
  const timeMs = seconds === null ? Number.NaN : Number(seconds) * 1_000
  return timeMs <= latestMs ? new Date(timeMs) : null
}
