import { newId, userIdOf } from '@aura-sign/core'
import type { Sql, Transaction } from '@aura-sign/postgres'
import { enqueueEmbeddingsOf } from '../similarity/enqueue-embeddings.ts'
import { parseSiwe } from '../siwe/parse-siwe.ts'
import { type SiweRefusal, verifySiwe } from '../siwe/verify-siwe.ts'
import { consumeNonce } from './consume-nonce.ts'
import { createSession, endOldestSessions, endSessionOfToken, type Session, type SessionLifetime } from './session.ts'

/** A sign-in beyond it ends the user's oldest sessions. */
export const sessionsPerUserMax = 50

export interface SignInOptions {
  message: string
  signature: string
  /** The host (with port) and origin this service is configured for; never taken from the request. */
  domain: string
  uri: string
  chainIds: readonly number[]
  lifetime: SessionLifetime
  /** Token of the session that the request came with; it ends when the sign-in succeeds (ASVS 5.0 §7.2.4). */
  replacesToken?: string
  now: Date
}

export interface User {
  id: string
  /** CAIP-10 account that signed in. */
  account: string
  /** EIP-55 address. */
  address: string
}

export type SignInRefusal = SiweRefusal | 'nonce_unknown' | 'wallet_unlinked'

export type SignInResult =
  | { ok: true; user: User; session: Session; token: string }
  | { ok: false; reason: SignInRefusal }

/**
 * Signs in with an EIP-4361 message: burns its nonce, verifies it, finds or founds the user, opens a session in
 * place of the one that the request came with, and ends the user's oldest sessions over the bound.
 * The reason of a refusal is for the log; telling it to the caller would help only an attacker.
 */
export async function signIn(sql: Sql, options: SignInOptions): Promise<SignInResult> {
  const parsed = parseSiwe(options.message)
  if (!parsed.ok) return parsed
  const { nonce } = parsed.fields
  const consumed = await consumeNonce(sql, { nonce, now: options.now })
  if (!consumed.ok) return { ok: false, reason: 'nonce_unknown' }

  const { message, signature, domain, uri, chainIds, now } = options
  const verdict = await verifySiwe({
    ...{ message, signature, domain, uri, chainIds, now, nonce },
    ...(consumed.address && { address: consumed.address }),
  })
  if (!verdict.ok) return verdict
  const { account } = verdict
  const address = verdict.address.toLowerCase()

  return sql.begin(async (transaction): Promise<SignInResult> => {
    const userId = await findOrFoundUser(transaction, { account, address, now })
    if (userId === null) return { ok: false, reason: 'wallet_unlinked' }
    if (options.replacesToken) await endSessionOfToken(transaction, { token: options.replacesToken })
    // Concurrent sign-ins of one user wait for each other, so that none counts without the others' sessions.
    await transaction`select from users where id = ${userId} for no key update`
    const opened = await createSession(transaction, { userId, account, now, lifetime: options.lifetime })
    await endOldestSessions(transaction, { userId, keptId: opened.session.id, sessionsMax: sessionsPerUserMax })
    await transaction`
      insert into audit_log (id, at, actor, action, detail)
      values (${newId()}, ${now}, ${account}, 'sign_in', ${transaction.json({ sessionId: opened.session.id })})`
    return { ok: true, user: { id: userId, account, address: verdict.address }, ...opened }
  })
}

/** The user of an account, founded on its first sign-in; null when its wallet was unlinked, which is for ever. */
async function findOrFoundUser(
  transaction: Transaction,
  options: { account: string; address: string; now: Date },
): Promise<string | null> {
  const { account, address, now } = options
  const [wallet] = await transaction<{ userId: string; unlinked: boolean }[]>`
    select user_id as "userId", unlinked_at is not null as unlinked from wallets where account = ${account}`
  if (wallet) return wallet.unlinked ? null : wallet.userId
  const userId = userIdOf(account)
  // A concurrent first sign-in of the same account inserts the same rows.
  await transaction`
    insert into users (id, founding_account, created_at) values (${userId}, ${account}, ${now}) on conflict do nothing`
  await transaction`
    insert into wallets (account, user_id, address, linked_at) values (${account}, ${userId}, ${address}, ${now})
    on conflict do nothing`
  // What was attested to the wallet before it ever signed in.
  const attested = await transaction`select from attestations where recipient = ${address} limit 1`
  if (attested.length > 0) await enqueueEmbeddingsOf(transaction, { addresses: [address], now })
  return userId
}
