import { Queue } from 'bullmq'
import { enqueueJob, enqueueJobs } from '../../packages/jobs/index.ts'
import type { QueueServices } from '../testing/open-queue-services.ts'
import { connectionTo, perSecond } from './process-jobs.ts'

/** Callers that enqueue at the same time, each one job after the other. */
export const callers = 100
const name = 'queued'

/** Each queues so many jobs; resolves to jobs a second. */
export const enqueuers = {
  async ours({ sql, redis }: QueueServices, count: number): Promise<number> {
    await sql`truncate jobs`
    await redis.client.flushall()
    return await byCallers(count, (number) =>
      sql.begin((transaction) => enqueueJob(transaction, { kind: name, payload: { number }, now: new Date() })),
    )
  },

  async bulk({ sql, redis }: QueueServices, count: number): Promise<number> {
    await sql`truncate jobs`
    await redis.client.flushall()
    const startedMs = performance.now()
    for (let at = 0; at < count; at += 1_000) {
      const jobs = Array.from({ length: 1_000 }, (_, index) => ({ payload: { number: at + index } }))
      await enqueueJobs(sql, { kind: name, jobs, now: new Date() })
    }
    return perSecond(count, startedMs)
  },

  async bullmq({ appendOnlyRedis }: QueueServices, count: number): Promise<number> {
    await appendOnlyRedis.client.flushall()
    const queue = new Queue(name, { connection: connectionTo(appendOnlyRedis.url) })
    await queue.waitUntilReady()
    const rate = await byCallers(count, (number) => queue.add(name, { number }))
    await queue.close()
    return rate
  },

  async bullmqBulk({ appendOnlyRedis }: QueueServices, count: number): Promise<number> {
    await appendOnlyRedis.client.flushall()
    const queue = new Queue(name, { connection: connectionTo(appendOnlyRedis.url) })
    await queue.waitUntilReady()
    const startedMs = performance.now()
    for (let at = 0; at < count; at += 1_000) {
      await queue.addBulk(Array.from({ length: 1_000 }, (_, index) => ({ name, data: { number: at + index } })))
    }
    const rate = perSecond(count, startedMs)
    await queue.close()
    return rate
  },
}

async function byCallers(count: number, enqueue: (number: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const startedMs = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < count) await enqueue(next++)
    }),
  )
  return perSecond(count, startedMs)
}
