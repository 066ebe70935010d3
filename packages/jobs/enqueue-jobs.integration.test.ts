import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enqueueJob, payloadSizeBytesMax } from './enqueue-job.ts'
import { enqueuedJobsMax, enqueueJobs } from './enqueue-jobs.ts'
import { readJob } from './read-job.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate jobs`)

const now = new Date('2026-01-01T00:00:00Z')
const jobsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ payload: { at }, uniqueKey: `key ${at}` }))
const keys = async () =>
  (await database.sql<{ key: string }[]>`select unique_key as key from jobs order by key`).map((row) => row.key)

describe('enqueueJobs', () => {
  it('queues each key once, and leaves what is queued under it as it is', async () => {
    const { sql } = database
    const first = await enqueueJob(sql, { kind: 'mail', payload: 'mine', uniqueKey: 'key 0', priority: 5, now })
    const before = await readJob(sql, first.jobId)
    expect(await enqueueJobs(sql, { kind: 'mail', jobs: [...jobsOf(3), ...jobsOf(3)], now })).toBe(2)
    expect(await keys()).toEqual(['key 0', 'key 1', 'key 2'])
    expect(await readJob(sql, first.jobId)).toEqual(before)
  })

  it.each([0, enqueuedJobsMax])('queues %i at once', async (count) => {
    expect(await enqueueJobs(database.sql, { kind: 'mail', jobs: jobsOf(count), now })).toBe(count)
  })

  it('refuses more than the bound, and a payload that is too large, whole', async () => {
    const { sql } = database
    await expect(enqueueJobs(sql, { kind: 'mail', jobs: jobsOf(enqueuedJobsMax + 1), now })).rejects.toThrow('at most')
    const large = { payload: 'x'.repeat(payloadSizeBytesMax), uniqueKey: 'large' }
    await expect(enqueueJobs(sql, { kind: 'mail', jobs: [...jobsOf(1), large], now })).rejects.toMatchObject({
      code: 'job_payload_too_large',
    })
    expect(await keys()).toEqual([])
  })
})
