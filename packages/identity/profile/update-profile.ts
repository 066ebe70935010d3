import { enqueueJob } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import { embeddingJobKind } from '../similarity/embedding-jobs.ts'
import { normalizeStatement, type StatementVerdict } from './normalize-statement.ts'

export type ProfileUpdate =
  | { ok: true; statement: string; jobId: string }
  | Extract<StatementVerdict, { ok: false }>
  | { ok: false; reason: 'unknown_user'; detail: string }

/**
 * Stores a user's statement and, in the same transaction, the job that computes its embedding. Wake the worker
 * after this resolves.
 */
export async function updateProfile(
  sql: Sql,
  options: { userId: string; statement: string; now: Date },
): Promise<ProfileUpdate> {
  const { userId, now } = options
  const verdict = normalizeStatement(options.statement)
  if (!verdict.ok) return verdict
  return await sql.begin(async (transaction): Promise<ProfileUpdate> => {
    const updated = await transaction`
      update users set statement = ${verdict.statement}, statement_updated_at = ${now} where id = ${userId} returning id`
    if (updated.length === 0) return { ok: false, reason: 'unknown_user', detail: 'belongs to a user who is gone' }
    const { jobId } = await enqueueJob(transaction, {
      kind: embeddingJobKind,
      payload: { userId },
      uniqueKey: userId,
      now,
    })
    return { ok: true, statement: verdict.statement, jobId }
  })
}
