import { enqueueJob } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import { embeddingJobKind } from '../similarity/embedding-jobs.ts'
import { normalizeStatement, type StatementVerdict } from './normalize-statement.ts'

export type ProfileUpdate =
  | { ok: true; statement: string | null; searchable: boolean; jobId: string }
  | Extract<StatementVerdict, { ok: false }>
  | { ok: false; reason: 'unknown_user'; detail: string }

/**
 * Stores a user's statement, whether others may find them, or both; in the same transaction queues the job that computes the embedding. Of
 * whoever does not want to be found it is deleted there too: from the commit on they are in no search. Wake the worker after this resolves.
 */
export async function updateProfile(
  sql: Sql,
  options: { userId: string; statement?: string; searchable?: boolean; now: Date },
): Promise<ProfileUpdate> {
  const { userId, searchable, now } = options
  const verdict = options.statement === undefined ? null : normalizeStatement(options.statement)
  if (verdict?.ok === false) return verdict
  const statement = verdict?.statement ?? null
  return await sql.begin(async (transaction): Promise<ProfileUpdate> => {
    // The row first: a worker that stores a vector holds it, and looks again at what there is to say.
    const [user] = await transaction<{ statement: string | null; searchable: boolean }[]>`
      update users set
        statement = coalesce(${statement}, statement),
        statement_updated_at = case when ${statement}::text is null then statement_updated_at else ${now} end,
        searchable = coalesce(${searchable ?? null}, searchable)
      where id = ${userId} returning statement, searchable`
    if (!user) return { ok: false, reason: 'unknown_user', detail: 'belongs to a user who is gone' }
    if (!user.searchable) await transaction`delete from embeddings where user_id = ${userId}`
    const job = { kind: embeddingJobKind, payload: { userId }, uniqueKey: userId, now }
    const { jobId } = await enqueueJob(transaction, job)
    return { ok: true, ...user, jobId }
  })
}
