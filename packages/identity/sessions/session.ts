import { newId } from '@aura-sign/core'
import type { Queryable } from '@aura-sign/postgres'
import { getAddress, isHex } from 'viem/utils'
import { createSessionToken, hashSessionToken } from './session-token.ts'

/** How long a session lives: `idleMs` after it was last used, `absoluteMs` after sign-in at most. */
export interface SessionLifetime {
  idleMs: number
  absoluteMs: number
}

export interface Session {
  id: string
  createdAt: Date
  expiresAt: Date
}

/** A session with the user it belongs to. `account` is the CAIP-10 account that signed in. */
export interface ActiveSession extends Session {
  userId: string
  account: string
  /** EIP-55 address of the account. */
  address: string
}

interface SessionRow extends Omit<ActiveSession, 'address'> {
  lastSeenAt: Date
}

// Writing `last_seen_at` on each request would make every read a write; a minute is precise enough for an idle timeout.
const touchIntervalMs = 60_000
// Base64url of 32 bytes; anything else is not worth a query.
const tokenPattern = /^[A-Za-z0-9_-]{43}$/

/** Opens a session; the token is returned once and never stored. */
export async function createSession(
  queryable: Queryable,
  options: { userId: string; account: string; now: Date; lifetime: SessionLifetime },
): Promise<{ session: Session; token: string }> {
  const token = createSessionToken()
  const session = {
    id: newId(),
    createdAt: options.now,
    expiresAt: new Date(options.now.getTime() + options.lifetime.absoluteMs),
  }
  await queryable`
    insert into sessions (id, user_id, token_hash, account, created_at, last_seen_at, expires_at)
    values (${session.id}, ${options.userId}, ${hashSessionToken(token)}, ${options.account},
            ${options.now}, ${options.now}, ${session.expiresAt})`
  return { session, token }
}

/** The session of a token, or null when it is unknown, ended, idle for too long or past its end. */
export async function findSession(
  queryable: Queryable,
  options: { token: string; now: Date; lifetime: SessionLifetime },
): Promise<ActiveSession | null> {
  if (!tokenPattern.test(options.token)) return null
  const [row] = await queryable<SessionRow[]>`
    select id, user_id as "userId", account, created_at as "createdAt", expires_at as "expiresAt",
           last_seen_at as "lastSeenAt"
    from sessions
    where token_hash = ${hashSessionToken(options.token)}
      and expires_at > ${options.now}
      and last_seen_at > ${new Date(options.now.getTime() - options.lifetime.idleMs)}`
  if (!row) return null
  const { lastSeenAt, ...session } = row
  if (options.now.getTime() - lastSeenAt.getTime() > touchIntervalMs) {
    await queryable`update sessions set last_seen_at = ${options.now} where id = ${session.id}`
  }
  return { ...session, address: addressOfAccount(session.account) }
}

/** Ends a session; ending one that is gone already is no error. */
export async function endSession(queryable: Queryable, options: { id: string }): Promise<void> {
  await queryable`delete from sessions where id = ${options.id}`
}

/** Ends the session of a token; a token of none is no error. */
export async function endSessionOfToken(queryable: Queryable, options: { token: string }): Promise<void> {
  if (!tokenPattern.test(options.token)) return
  await queryable`delete from sessions where token_hash = ${hashSessionToken(options.token)}`
}

/** Ends the oldest sessions of a user beyond `sessionsMax`, never the one with `keptId`. */
export async function endOldestSessions(
  queryable: Queryable,
  options: { userId: string; keptId: string; sessionsMax: number },
): Promise<void> {
  await queryable`
    delete from sessions where id in (
      select id from sessions where user_id = ${options.userId} and id <> ${options.keptId}
      order by created_at desc, id desc offset ${options.sessionsMax - 1})`
}

/** Deletes what has expired: sessions and nonces. Returns how many rows went. */
export async function deleteExpired(
  queryable: Queryable,
  options: { now: Date; lifetime: SessionLifetime },
): Promise<number> {
  const idleSince = new Date(options.now.getTime() - options.lifetime.idleMs)
  const sessions = await queryable`
    delete from sessions where expires_at <= ${options.now} or last_seen_at <= ${idleSince}`
  const nonces = await queryable`delete from siwe_nonces where expires_at <= ${options.now}`
  return sessions.count + nonces.count
}

function addressOfAccount(account: string): string {
  const address = account.slice(account.lastIndexOf(':') + 1)
  return isHex(address) ? getAddress(address) : address
}
