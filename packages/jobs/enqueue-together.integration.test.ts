import { openPool } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { enqueueJob } from './enqueue-job.ts'
import { readJob } from './read-job.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate jobs`)

const now = new Date('2026-01-01T00:00:00Z')
const later = new Date('2026-01-01T01:00:00Z')
const many = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, number) => enqueueJob(database.sql, { kind: 'mail', payload: number, now })),
  )
const count = async () => {
  const [row] = await database.sql<{ jobs: number; commits: number }[]>`
    select count(*)::int as jobs, count(distinct xmin::text)::int as commits from jobs`
  return row
}

it('jobs that are queued at the same moment share a commit', async () => {
  const queued = await many(100)
  expect(await count()).toEqual({ jobs: 100, commits: 1 })
  expect((await readJob(database.sql, queued[42]?.jobId ?? ''))?.state).toBe('queued')
})

it('more than one statement may hold are all queued', async () => {
  const ids = (await many(1_100)).map(({ jobId }) => jobId)
  expect(new Set(ids).size).toBe(1_100)
  expect((await count())?.jobs).toBe(1_100)
})

it('each keeps what it was queued with', async () => {
  const { sql } = database
  const [plain, other] = await Promise.all([
    enqueueJob(sql, { kind: 'mail', payload: { text: '{"ünïcode", \\}' }, now }),
    enqueueJob(sql, { kind: 'other', payload: null, priority: -3, runAt: later, attemptsMax: 2, now }),
  ])
  const rows = await sql`select id, kind, payload, priority, run_at, max_attempts, created_at from jobs order by kind`
  expect(rows).toEqual([
    {
      ...{ id: plain.jobId, kind: 'mail', payload: { text: '{"ünïcode", \\}' } },
      ...{ priority: 0, run_at: now, max_attempts: 10, created_at: now },
    },
    {
      ...{ id: other.jobId, kind: 'other', payload: null },
      ...{ priority: -3, run_at: later, max_attempts: 2, created_at: now },
    },
  ])
})

it('one that the database refuses fails alone', async () => {
  const { sql } = database
  const [good, bad, alsoGood] = await Promise.allSettled([
    enqueueJob(sql, { kind: 'mail', payload: 1, now }),
    enqueueJob(sql, { kind: '', payload: 2, now }),
    enqueueJob(sql, { kind: 'mail', payload: 3, now }),
  ])
  expect([good.status, bad.status, alsoGood.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect((await count())?.jobs).toBe(2)
})

it('all fail while the database is away, and none waits behind those that failed', async () => {
  const away = openPool({ url: 'postgres://admin@127.0.0.1:1/aura', applicationName: 'test', connectionsMax: 1 })
  const lost = await Promise.allSettled([1, 2].map((payload) => enqueueJob(away, { kind: 'mail', payload, now })))
  const again = await Promise.allSettled([enqueueJob(away, { kind: 'mail', payload: 3, now })])
  await away.end({ timeout: 1 })
  expect([...lost, ...again].map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
})
