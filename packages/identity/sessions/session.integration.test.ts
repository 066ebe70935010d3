import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consumeNonce } from './consume-nonce.ts'
import { issueNonce } from './issue-nonce.ts'
import { createSession, deleteExpired, findSession } from './session.ts'

const lifetime = { idleMs: 60_000, absoluteMs: 600_000 }
const account = 'eip155:1:0x742d35cc6634c0532925a3b844bc9e7595f0beb1'
const userId = '00000000-0000-5000-8000-000000000001'
const now = new Date('2026-11-23T12:00:00Z')
const later = (durationMs: number) => new Date(now.getTime() + durationMs)
let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
  await database.sql`insert into users (id, founding_account, created_at) values (${userId}, ${account}, ${now})`
})
afterAll(() => database.close())

describe('a nonce', () => {
  it('is burnt exactly once by any number of concurrent callers', async () => {
    const { nonce } = await issueNonce(database.sql, { now })
    const calls = Array.from({ length: 50 }, () => consumeNonce(database.sql, { nonce, now }))
    expect((await Promise.all(calls)).filter((consumed) => consumed.ok)).toHaveLength(1)
  })

  it('is spent by an attempt that comes too late', async () => {
    const { nonce, expiresAt } = await issueNonce(database.sql, { now })
    expect(await consumeNonce(database.sql, { nonce, now: expiresAt })).toEqual({ ok: false })
    expect(await consumeNonce(database.sql, { nonce, now })).toEqual({ ok: false })
  })

  it('is drawn anew each time', async () => {
    const issued = await Promise.all(Array.from({ length: 100 }, () => issueNonce(database.sql, { now })))
    expect(new Set(issued.map(({ nonce }) => nonce)).size).toBe(100)
  })
})

describe('deleting what has expired', () => {
  it('removes idle sessions, ended sessions and old nonces, and nothing that still works', async () => {
    await database.sql`delete from siwe_nonces`
    await issueNonce(database.sql, { now })
    const old = await createSession(database.sql, { userId, account, now, lifetime })
    const fresh = await createSession(database.sql, { userId, account, now: later(590_000), lifetime })
    const living = await issueNonce(database.sql, { now: later(590_000) })
    expect(await deleteExpired(database.sql, { now: later(601_000), lifetime })).toBe(2)
    const find = (token: string) => findSession(database.sql, { token, now: later(601_000), lifetime })
    expect(await find(old.token)).toBeNull()
    expect(await find(fresh.token)).toMatchObject({ userId, address: '0x742d35cC6634c0532925A3b844bc9E7595F0beB1' })
    expect(await consumeNonce(database.sql, { nonce: living.nonce, now: later(601_000) })).toMatchObject({ ok: true })
  })
})
