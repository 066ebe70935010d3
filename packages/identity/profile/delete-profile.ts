import { newId } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'

/**
 * Deletes what an identity says of itself, with its vectors, and leaves it out of all searches: what others attested to it would bring it
 * back. It stays signed in; it is found again once its owner says so. Returns false for a user who is gone.
 */
export async function deleteProfile(
  sql: Sql,
  options: { userId: string; account: string; now: Date },
): Promise<boolean> {
  const { userId, account, now } = options
  return await sql.begin(async (transaction) => {
    // The row first: a worker that stores a vector holds it, and looks again at what there is to say.
    const updated = await transaction`
      update users set statement = null, statement_updated_at = ${now}, searchable = false where id = ${userId} returning id`
    if (updated.length === 0) return false
    await transaction`delete from embeddings where user_id = ${userId}`
    await transaction`
      insert into audit_log (id, at, actor, action) values (${newId()}, ${now}, ${account}, 'profile_delete')`
    return true
  })
}
