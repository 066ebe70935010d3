import { Queue } from 'bullmq'
import { enqueueJob, enqueueJobs } from '../../packages/jobs/index.ts'
import type { QueueServices } from '../testing/open-queue-services.ts'
import { connectionTo, perSecond } from './process-jobs.ts'

/** Callers that enqueue at the same time, each one job after the other. */
export const callers = 100
/** Callers that enqueue in bulk, on either side: some prepare their next thousand while those of others are inserted. */
export const bulkCallers = 4
const bulkSize = 1_000
const name = 'queued'

/** Each queues so many jobs; resolves to jobs a second. */
export const enqueuers = {
  /** `begin`, `insert`, `commit`, as with a caller that has statements of its own between them. */
  async ours({ sql, redis }: QueueServices, count: number): Promise<number> {
    await sql`truncate jobs`
    await redis.client.flushall()
    return await byCallers(count, (number) =>
      sql.begin((transaction) => enqueueJob(transaction, { kind: name, payload: { number }, now: new Date() })),
    )
  },

  /** A job that is all there is to be committed. */
  async together({ sql, redis }: QueueServices, count: number): Promise<number> {
    await sql`truncate jobs`
    await redis.client.flushall()
    return await byCallers(count, (number) => enqueueJob(sql, { kind: name, payload: { number }, now: new Date() }))
  },

  async bulk({ sql, redis }: QueueServices, count: number): Promise<number> {
    await sql`truncate jobs`
    await redis.client.flushall()
    return await inBulk(count, async (numbers) => {
      await enqueueJobs(sql, { kind: name, jobs: numbers.map((number) => ({ payload: { number } })), now: new Date() })
    })
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
    const rate = await inBulk(count, (numbers) => queue.addBulk(numbers.map((number) => ({ name, data: { number } }))))
    await queue.close()
    return rate
  },
}

/** Each caller one job after the other. */
function byCallers(count: number, enqueue: (number: number) => Promise<unknown>): Promise<number> {
  return inTurns({ count, callers, size: 1 }, (at) => enqueue(at))
}

function inBulk(count: number, enqueue: (numbers: number[]) => Promise<unknown>): Promise<number> {
  return inTurns({ count, callers: bulkCallers, size: bulkSize }, (at) =>
    enqueue(Array.from({ length: bulkSize }, (_, index) => at + index)),
  )
}

async function inTurns(
  turns: { count: number; callers: number; size: number },
  enqueue: (at: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const takeTurns = async () => {
    while (next < turns.count) {
      const at = next
      next += turns.size
      await enqueue(at)
    }
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: turns.callers }, takeTurns))
  return perSecond(turns.count, startedMs)
}
