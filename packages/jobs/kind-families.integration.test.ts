import { describe, expect, it } from 'vitest'
import { enqueueJob } from './enqueue-job.ts'
import type { JobHandler } from './job.ts'
import { readJob } from './read-job.ts'
import { timedWorkers } from './testing/timed-workers.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 10 })
const services = timedWorkers()
const now = () => services.time.clock.now()
const stateOf = async (jobId: string) => (await readJob(services.database.sql, jobId))?.state
const complete: JobHandler = async (jobs, context) => {
  await context.complete(jobs)
}

/** A handler that says when it got a job and goes on when told. */
function gate() {
  const entered = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  const handler: JobHandler = async (jobs, context) => {
    entered.resolve()
    await leave.promise
    await context.complete(jobs)
  }
  return { handler, entered: entered.promise, leave: leave.resolve }
}

describe('kinds of one family', () => {
  /** Two kinds in one claim; the first one is let go when told. */
  async function claimTogether() {
    const { sql } = services.database
    await enqueueJob(sql, { kind: 'mail', payload: {}, priority: 1, now: now() })
    const waiting = await enqueueJob(sql, { kind: 'mail:bulk', payload: {}, now: now() })
    const { handler, entered, leave } = gate()
    const entries: string[] = []
    const noted =
      (kind: string, next: JobHandler): JobHandler =>
      async (jobs, context) => {
        entries.push(kind)
        await next(jobs, context)
      }
    const handlers = { mail: noted('mail', handler), 'mail:bulk': noted('mail:bulk', complete) }
    const worker = services.startWorker(handlers, { kindConcurrencyMax: { mail: 1 } })
    await entered
    await eventually(() => worker.stats().running).toBe(2)
    return { worker, entries, leave, secondId: waiting.jobId }
  }

  it('that come in one claim run one after the other, so that their limit holds', async () => {
    const { entries, leave, secondId } = await claimTogether()
    await services.time.sleeping(2)
    expect(entries).toEqual(['mail'])
    leave()
    await eventually(() => stateOf(secondId)).toBe('done')
    expect(entries).toEqual(['mail', 'mail:bulk'])
  })

  it('keep their leases while they wait for each other', async () => {
    const { leave, secondId } = await claimTogether()
    await services.time.sleeping(2)
    services.time.advance(10_000)
    await eventually(() => leaseEnd(secondId)).toEqual(new Date(now().getTime() + 30_000))
    leave()
    await eventually(() => stateOf(secondId)).toBe('done')
  })

  it('go back as if never claimed when the worker stops while they wait', async () => {
    const { worker, entries, leave, secondId } = await claimTogether()
    const stopped = worker.stop({ drainTimeoutMs: 10_000 })
    services.time.advance(10_000)
    await stopped
    expect(await readJob(services.database.sql, secondId)).toMatchObject({ state: 'queued', attempts: 0, error: null })
    leave()
    expect(entries).toEqual(['mail'])
  })
})

async function leaseEnd(jobId: string): Promise<Date | undefined> {
  const [row] = await services.database.sql<
    { end: Date }[]
  >`select lease_expires_at as end from jobs where id = ${jobId}`
  return row?.end
}
