import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { createSiweMessage } from 'viem/siwe'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptAttestation } from '../attestations/store/accept-attestation.ts'
import { knownSchema, openTestStore, userIdAt } from '../attestations/store/testing/open-test-store.ts'
import { signAttestation, testAccount } from '../attestations/testing/sign-attestation.ts'
import { issueNonce } from './issue-nonce.ts'
import { createSession, findSession } from './session.ts'
import { sessionsPerUserMax, signIn } from './sign-in.ts'

const lifetime = { idleMs: 60_000, absoluteMs: 600_000 }
const start = new Date('2026-11-23T12:00:00Z')
const after = (durationMs: number) => new Date(start.getTime() + durationMs)
const relyingParty = { domain: 'localhost:3000', uri: 'http://localhost:3000' }
let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate users cascade`)

async function signInAs(
  account: PrivateKeyAccount,
  options: { now?: Date; replacesToken?: string; uri?: string } = {},
) {
  const { now = start, uri = relyingParty.uri, ...rest } = options
  const { nonce } = await issueNonce(database.sql, { now })
  const message = createSiweMessage({
    ...{ ...relyingParty, uri, nonce, address: account.address, chainId: 1, version: '1', issuedAt: now },
  })
  const signature = await account.signMessage({ message })
  return signIn(database.sql, { ...relyingParty, ...rest, message, signature, chainIds: [1], lifetime, now })
}

async function tokenOf(result: ReturnType<typeof signInAs>): Promise<string> {
  const signedIn = await result
  if (!signedIn.ok) throw new Error(signedIn.reason)
  return signedIn.token
}

const isOpen = async (token: string, now = start) =>
  (await findSession(database.sql, { token, now, lifetime })) !== null
const newAccount = () => privateKeyToAccount(generatePrivateKey())

describe('signing in', () => {
  it('ends the session that the request came with, whoever it belonged to, and no other', async () => {
    const account = newAccount()
    const other = await tokenOf(signInAs(account))
    const first = await tokenOf(signInAs(account))
    const second = await tokenOf(signInAs(account, { replacesToken: first }))
    expect(await isOpen(first)).toBe(false)
    const third = await tokenOf(signInAs(newAccount(), { replacesToken: second }))
    expect([await isOpen(second), await isOpen(third), await isOpen(other)]).toEqual([false, true, true])
  })

  it('leaves the session that the request came with when it is refused', async () => {
    const account = newAccount()
    const token = await tokenOf(signInAs(account))
    const refused = await signInAs(account, { replacesToken: token, uri: 'http://elsewhere' })
    expect(refused.ok).toBe(false)
    expect(await isOpen(token)).toBe(true)
  })

  it.each(['', 'nonsense', 'x'.repeat(10_000)])('takes no offence at a token that is none', async (replacesToken) => {
    expect(await signInAs(newAccount(), { replacesToken })).toMatchObject({ ok: true })
  })

  it('queues the embedding of who was attested to before they ever signed in, and only that one', async () => {
    const account = testAccount(2)
    await database.sql`truncate jobs, attestations, attestation_schemas cascade`
    const { uid } = await knownSchema(database.sql, 'string note')
    const object = await signAttestation(testAccount(1), {
      ...{ schema: uid, recipient: account.address, data: `0x${'20'.padStart(64, '0')}${'0'.repeat(64)}` },
    })
    expect(await acceptAttestation(openTestStore(database.sql), { object })).toMatchObject({ ok: true })
    for (const each of [newAccount(), account, account]) expect(await signInAs(each)).toMatchObject({ ok: true })
    const jobs = await database.sql<{ unique_key: string }[]>`select unique_key from jobs`
    expect(jobs.map(({ unique_key }) => unique_key)).toEqual([userIdAt(account.address)])
  })

  it('keeps no more sessions of a user than the bound, and ends the oldest first', async () => {
    const account = newAccount()
    const signedIn = await signInAs(account)
    if (!signedIn.ok) throw new Error(signedIn.reason)
    const { id: userId, account: caip10 } = signedIn.user
    const tokens = [signedIn.token]
    for (let at = 1; at < sessionsPerUserMax; at += 1) {
      const opened = await createSession(database.sql, { userId, account: caip10, now: after(at), lifetime })
      tokens.push(opened.token)
    }
    const others = await tokenOf(signInAs(newAccount()))
    // By a clock that was set back: the new session is never the one that is ended.
    const newest = await tokenOf(signInAs(account, { now: after(-1_000) }))
    expect(await isOpen(tokens[0] ?? '')).toBe(false)
    for (const token of [...tokens.slice(1), others, newest]) expect(await isOpen(token)).toBe(true)
  })

  it('keeps to the bound under concurrent sign-ins of one user', async () => {
    const account = newAccount()
    await Promise.all(Array.from({ length: sessionsPerUserMax + 10 }, () => signInAs(account)))
    const [row] = await database.sql<{ count: number }[]>`select count(*)::int as count from sessions`
    expect(row?.count).toBe(sessionsPerUserMax)
  })
})
