import type { Queryable } from '@aura-sign/postgres'
import { embeddingJobKind, embeddingKindOf } from './embedding-jobs.ts'
import { embeddingSources } from './embedding-sources.ts'

export interface MissingEmbeddings {
  /** Vectors of the model. */
  present: number
  /** Identities that say something, want to be found, and have no vector of the model. */
  missing: number
  /** Of the missing: what they say was queued in the last minute, so that their vector is merely on its way. */
  underWay: number
}

const freshMs = 60_000
/** So many are looked at one by one; of more, the few with nothing but old words among their attestations make no difference. */
const verifiedMax = 500

/** Compares the vectors of a model with the identities that should have one: with a statement, or a valid attestation that has words. */
export async function countMissingEmbeddings(
  queryable: Queryable,
  { model, now }: { model: string; now: Date },
): Promise<MissingEmbeddings> {
  const [vectors] = await queryable<{ count: number }[]>`
    select count(*)::int as count from embeddings where model = ${model}`
  const present = vectors?.count ?? 0
  const found = await queryable<{ id: string; fresh: boolean }[]>`
    select users.id, exists (
      select from jobs where jobs.kind in (${embeddingJobKind}, ${embeddingKindOf(model)}) and jobs.unique_key = users.id::text
        and jobs.state in ('queued', 'running') and jobs.created_at > ${new Date(now.getTime() - freshMs)}) as fresh
    from users where ${lacksVector(queryable, { model, now })} limit ${verifiedMax + 1}`
  if (found.length > verifiedMax) {
    const [all] = await queryable<{ count: number }[]>`
      select count(*)::int as count from users where ${lacksVector(queryable, { model, now })}`
    return { present, missing: all?.count ?? found.length, underWay: 0 }
  }
  const sources = await embeddingSources(queryable, { userIds: found.map(({ id }) => id), now })
  const missing = found.filter(({ id }) => (sources.get(id)?.text ?? null) !== null)
  return { present, missing: missing.length, underWay: missing.filter(({ fresh }) => fresh).length }
}

function lacksVector(queryable: Queryable, { model, now }: { model: string; now: Date }) {
  return queryable`
    users.searchable
      and not exists (select from embeddings where embeddings.user_id = users.id and embeddings.model = ${model})
      and (coalesce(users.statement, '') <> '' or exists (
        select from wallets join attestations on attestations.recipient = wallets.address
        where wallets.user_id = users.id and wallets.unlinked_at is null and attestations.revoked_at is null
          and attestations.texts <> ''
          and (attestations.expiration_time = 0 or attestations.expiration_time * 1000 > ${now.getTime()}::bigint)))`
}
