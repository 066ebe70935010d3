import { describe, expect, it } from 'vitest'
import { timedWorkers } from './testing/timed-workers.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 10 })
const services = timedWorkers()

describe('a worker', () => {
  it('returns all jobs of workers that died, and deletes all that had their time, without waiting after a batch', async () => {
    const { sql } = services.database
    await insertJobs(450, 'running')
    await insertJobs(1_100, 'done')
    services.startWorker({})
    // Time stands still, so there is no second round.
    const counts = () => sql`select state, count(*)::int as count from jobs group by state`
    await eventually(counts).toEqual([{ state: 'queued', count: 450 }])
  })

  it('takes no second batch of what dead workers left when a tenth of a lease is over: its own leases come first', async () => {
    const { sql } = services.database
    await insertJobs(450, 'running')
    let passedMs = 0
    const clock = { ...services.time.clock, monotonicMs: () => (passedMs += 3_000) }
    services.startWorker({}, { clock, leaseMs: 30_000 })
    await services.time.sleeping(2)
    expect(await sql`select state, count(*)::int as count from jobs group by state order by state`).toEqual([
      { state: 'queued', count: 200 },
      { state: 'running', count: 250 },
    ])
  })
})

/** Jobs whose time is over: of a worker that died, or done long ago. */
async function insertJobs(count: number, state: 'running' | 'done'): Promise<void> {
  const longAgo = new Date(services.time.clock.now().getTime() - 7 * 24 * 60 * 60_000)
  const isRunning = state === 'running'
  await services.database.sql`
    insert into jobs (id, kind, payload, state, priority, run_at, max_attempts, attempts, created_at, lease_token, lease_expires_at, finished_at)
    select gen_random_uuid(), 'foreign', '{}', ${state}, 0, ${longAgo}, 5, 1, ${longAgo},
      ${isRunning ? '00000000-0000-4000-8000-000000000001' : null}::uuid, ${isRunning ? longAgo : null}::timestamptz,
      ${isRunning ? null : longAgo}::timestamptz
    from generate_series(1, ${count}::int)`
}
