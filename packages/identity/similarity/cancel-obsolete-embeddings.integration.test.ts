import { enqueueJobs } from '@aura-sign/jobs'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cancelObsoleteEmbeddings } from './cancel-obsolete-embeddings.ts'
import { embeddingKindOf } from './embedding-jobs.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
  // Notes how many rows each statement has changed.
  await database.sql.unsafe(`
    create table changes (at serial, count int not null);
    create function note_changes() returns trigger language plpgsql as $$
      begin insert into changes (count) select count(*) from changed; return null; end $$;
    create trigger note_changes after update on jobs
      referencing new table as changed for each statement execute function note_changes()`)
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate jobs, job_workers, changes`)

const now = new Date('2026-01-01T12:00:00Z')
const queuedAt = new Date('2026-01-01T10:00:00Z')
const cancel = (signal?: AbortSignal) =>
  cancelObsoleteEmbeddings(database.sql, { model: 'present', now, ...(signal && { signal }) })

async function queue(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 500) {
    const jobs = Array.from({ length: Math.min(left, 500) }, () => ({ payload: {} }))
    await enqueueJobs(database.sql, { kind: embeddingKindOf('gone'), jobs, now: queuedAt })
  }
}

describe('cancelObsoleteEmbeddings', () => {
  it('cancels all there is, a thousand at a time, so that nobody waits for more', async () => {
    await queue(2_500)
    expect(await cancel()).toBe(2_500)
    expect(await database.sql`select state, count(*)::int from jobs group by state`).toEqual([
      { state: 'cancelled', count: 2_500 },
    ])
    const changes = await database.sql<{ count: number }[]>`select count from changes order by at`
    expect(changes.map(({ count }) => count)).toEqual([1_000, 1_000, 500])
  })

  it('cancels nothing more once it is told to stop', async () => {
    await queue(1)
    expect(await cancel(AbortSignal.abort())).toBe(0)
    expect(await cancel()).toBe(1)
  })
})
