import { AuraError } from '@aura-sign/core'
import type { RestoreMark } from '../restore-target.ts'
import { formatted } from './create-database.ts'
import { findDatabase, type ServerDatabase } from './find-database.ts'
import { renderRestoreComment } from './restore-comment.ts'
import type { ServerSession } from './server-session.ts'

const nameBytesMax = 63
const keptNamesMax = 100

/**
 * Gives a restored database the name of the one in use, and that one another. All of it is one transaction, in the session that holds the lock:
 * at no moment are both there under that name, or neither. Nobody may be connected to either.
 */
export async function switchDatabases(
  session: ServerSession,
  options: { restored: string; current: ServerDatabase | null; keepAs: string; mark: RestoreMark },
): Promise<void> {
  const { database, sql } = session
  const { restored, current, keepAs, mark } = options
  const comment = renderRestoreComment({ ...mark, state: 'promoted', previous: current ? keepAs : null })
  const steps = [
    ...(current
      ? [
          await formatted(session, 'alter database %I rename to %I', [database, keepAs]),
          await formatted(session, 'alter database %I allow_connections true', [keepAs]),
          await formatted(session, `alter database %I connection limit ${current.connectionLimit}`, [restored]),
        ]
      : []),
    await formatted(session, 'alter database %I rename to %I', [restored, database]),
    await formatted(session, 'comment on database %I is %L', [database, comment]),
  ]
  // One message is one transaction.
  await sql.unsafe(steps.join(';\n')).simple()
}

/** `<name>_replaced_<time>`; shortened where Postgres would cut it off, numbered where two are kept of the same second. */
export async function findKeptName(session: ServerSession, now: Date): Promise<string> {
  const stamp = now.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')
  for (let number = 1; number <= keptNamesMax; number += 1) {
    const suffix = `_replaced_${stamp}${number === 1 ? '' : `_${number}`}`
    const name = `${session.database.slice(0, nameBytesMax - suffix.length)}${suffix}`
    if ((await findDatabase(session, name)) === null) return name
  }
  throw new AuraError('target_not_empty', { target: `${session.database}_replaced_${stamp}` })
}
