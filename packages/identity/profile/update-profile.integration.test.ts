import { newId } from '@aura-sign/core'
import { readJob } from '@aura-sign/jobs'
import { addressOf, insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readProfile } from './read-profile.ts'
import { updateProfile } from './update-profile.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate jobs, users cascade`)

const now = new Date('2026-01-01T00:00:00Z')
const jobCount = async () => (await database.sql`select count(*)::int as n from jobs`)[0]?.n

describe('updateProfile', () => {
  it('stores the normalised statement together with the job that embeds it', async () => {
    const userId = await insertUser(database.sql, { address: addressOf(1) })
    const update = await updateProfile(database.sql, { userId, statement: '  Zu\u0308rich ', now })
    expect(update).toMatchObject({ ok: true, statement: 'Zürich' })
    expect(await readJob(database.sql, update.ok ? update.jobId : '')).toMatchObject({ state: 'queued' })
    expect(await readProfile(database.sql, { userId, model: 'any', now })).toEqual({
      statement: 'Zürich',
      searchable: true,
      embedding: { state: 'pending', model: 'any', updatedAt: null },
    })
  })

  it('keeps one job for many updates', async () => {
    const userId = await insertUser(database.sql, { address: addressOf(1) })
    for (const statement of ['a', 'b', 'c']) await updateProfile(database.sql, { userId, statement, now })
    expect(await jobCount()).toBe(1)
  })

  it('leaves everything as it was when the job cannot be queued', async () => {
    const userId = await insertUser(database.sql, { address: addressOf(1), statement: 'before' })
    await database.sql`alter table jobs rename to jobs_away`
    try {
      await expect(updateProfile(database.sql, { userId, statement: 'after', now })).rejects.toThrow('jobs')
    } finally {
      await database.sql`alter table jobs_away rename to jobs`
    }
    expect((await readProfile(database.sql, { userId, model: 'any', now })).statement).toBe('before')
  })

  it('stores a statement of the full length, counted the same way by Postgres', async () => {
    const userId = await insertUser(database.sql, { address: addressOf(1) })
    const update = await updateProfile(database.sql, { userId, statement: '🙂'.repeat(2_000), now })
    expect(update.ok).toBe(true)
  })

  it.each(['', 'a\0b', 'x'.repeat(2_001)])('changes nothing for an unacceptable statement', async (statement) => {
    const userId = await insertUser(database.sql, { address: addressOf(1), statement: 'before' })
    const update = await updateProfile(database.sql, { userId, statement, now })
    expect(update).toMatchObject({ ok: false, detail: expect.stringMatching(/^must /) })
    expect(await jobCount()).toBe(0)
    expect((await readProfile(database.sql, { userId, model: 'any', now })).statement).toBe('before')
  })

  it('queues nothing for a user who is gone', async () => {
    const update = await updateProfile(database.sql, { userId: newId(), statement: 'text', now })
    expect(update).toMatchObject({ ok: false, reason: 'unknown_user' })
    expect(await jobCount()).toBe(0)
  })
})

describe('readProfile', () => {
  it('has nothing to tell of a user who is gone', async () => {
    expect(await readProfile(database.sql, { userId: newId(), model: 'any', now })).toEqual({
      statement: null,
      searchable: false,
      embedding: { state: 'none', model: 'any', updatedAt: null },
    })
  })
})
