import { systemClock } from '@aura-sign/core'
import { enqueueJob, pauseWorkers, resumeWorkers } from '@aura-sign/jobs'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { jobsProbe } from './jobs.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(async () => {
  await database.sql`truncate jobs, job_workers`
  await resumeWorkers(database.sql)
})

const now = new Date('2026-01-01T12:00:00Z')
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1_000)
const check = () => jobsProbe(database.sql, { ...systemClock, now: () => now }).check()
const work = () => database.sql`
  insert into job_workers (id, name, kinds, started_at, seen_at, running)
  values (gen_random_uuid(), 'host:1', '{mail}', ${now}, ${now}, 0)`
const queue = (kind: string, runAt: Date) => enqueueJob(database.sql, { kind, payload: {}, runAt, now: runAt })

it('nothing waits and a worker runs: well, and nothing to say', async () => {
  await work()
  await queue('mail', secondsAgo(1))
  expect(await check()).toEqual({ status: 'ok' })
})

it('who has paused workers, and since when, is said, whether anything waits or not', async () => {
  await work()
  await pauseWorkers(database.sql, { by: 'somebody@host', now })
  const paused = 'paused since 2026-01-01T12:00:00.000Z by somebody@host'
  expect(await check()).toEqual({ status: 'degraded', detail: paused })
  await queue('mail', secondsAgo(5))
  expect(await check()).toEqual({ status: 'degraded', detail: `${paused}; 1 job waits, for 5 s` })
})

it('that no worker runs is said, and is a fault once a job is due', async () => {
  expect(await check()).toEqual({ status: 'ok', detail: 'no worker runs' })
  await queue('mail', secondsAgo(2))
  await queue('mail', secondsAgo(1))
  expect(await check()).toEqual({ status: 'degraded', detail: 'no worker runs; 2 jobs wait, the oldest for 2 s' })
})

it('jobs that no worker knows are called by their kind, and those that failed are counted', async () => {
  await work()
  await queue('telegram', secondsAgo(90))
  const { jobId } = await queue('mail', secondsAgo(1))
  await database.sql`update jobs set state = 'failed', finished_at = ${now} where id = ${jobId}`
  expect(await check()).toEqual({
    status: 'degraded',
    detail: '1 job waits, for 90 s; 1 job of kind telegram, which no worker knows; 1 failed job is kept for inspection',
  })
})
