import { formatted } from './create-database.ts'
import { findDatabase } from './find-database.ts'
import { parseRestoreComment, type RestoreComment } from './restore-comment.ts'
import type { ServerSession } from './server-session.ts'

/** The promotion that put the database in use there and that nobody has written down: its run was killed before that. */
export async function findUnfinishedPromotion(session: ServerSession): Promise<RestoreComment | null> {
  const current = await findDatabase(session, session.database)
  const comment = parseRestoreComment(current?.comment ?? null)
  return comment?.state === 'promoted' ? comment : null
}

/** Leaves on the database where it came from, for people. */
export async function finishPromotion(session: ServerSession): Promise<void> {
  const promotion = await findUnfinishedPromotion(session)
  if (promotion === null) return
  const text = `restored from ${promotion.backup}`
  await session.sql.unsafe(await formatted(session, 'comment on database %I is %L', [session.database, text]))
}
