import { AuraError, sleep } from '@aura-sign/core'
import { formatted } from './create-database.ts'
import type { ServerSession } from './server-session.ts'

const goneMs = 15_000
const pollMs = 50
const sessionsShownMax = 10

/**
 * Lets nobody into a database any more, and ends whoever is in it: nothing is written there from here on. Disposing lets them in again, also
 * under another name. Throws `restore_sessions_left` for sessions that may not be ended.
 */
export async function fenceDatabase(session: ServerSession, name: string): Promise<void> {
  await allowConnections(session, name, false)
  try {
    await endSessions(session, name)
  } catch (error) {
    await allowConnections(session, name, true)
    throw error
  }
}

export async function allowConnections(session: ServerSession, name: string, allow: boolean): Promise<void> {
  await session.sql.unsafe(await formatted(session, `alter database %I allow_connections ${allow}`, [name]))
}

/** Ends all sessions of a database and waits until they are gone. */
export async function endSessions(session: ServerSession, name: string): Promise<void> {
  const deadline = performance.now() + goneMs
  for (;;) {
    const left = await sessionsOf(session, name)
    if (left.length === 0) return
    if (performance.now() > deadline) throw sessionsLeft(name, left)
    for (const { pid } of left) {
      // Of somebody with more rights: it may still end by itself.
      await session.sql`select pg_terminate_backend(${pid})`.catch((error: { code?: string }) => {
        if (error.code !== '42501') throw error
      })
    }
    await sleep(pollMs)
  }
}

interface Session {
  pid: number
  user: string
  application: string
}

/** Workers of the server itself, autovacuum among them, make way by themselves. */
export async function sessionsOf({ sql }: ServerSession, name: string): Promise<Session[]> {
  return await sql<Session[]>`
    select pid, coalesce(usename, '')::text as user, coalesce(application_name, '') as application from pg_stat_activity
    where datname = ${name} and pid <> pg_backend_pid() and coalesce(backend_type, 'client backend') in ('client backend', 'walsender')`
}

export function sessionsLeft(database: string, left: readonly Session[]): AuraError {
  const named = left
    .slice(0, sessionsShownMax)
    .map(({ pid, user, application }) => `${user} (${application || 'unnamed'}, process ${pid})`)
  return new AuraError('restore_sessions_left', { database, sessions: named.join(', ') })
}
