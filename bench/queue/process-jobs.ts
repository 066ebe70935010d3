import { Queue, Worker } from 'bullmq'
import { PgBoss } from 'pg-boss'
import { systemClock } from '../../packages/core/index.ts'
import { enqueuedJobsMax, enqueueJobs, runWorker } from '../../packages/jobs/index.ts'
import { logger, type QueueServices } from '../testing/open-queue-services.ts'

/** Jobs that each of the contenders has in hand at the same time. */
export const inFlight = 100
const claims = 4
const name = 'trivial'

/** Each processes so many trivial jobs that were queued before; resolves to jobs a second. */
export const processors = {
  async ours(services: QueueServices, count: number): Promise<number> {
    const { sql, lists, redis } = services
    await sql`truncate jobs`
    await redis.client.flushall()
    for (let at = 0; at < count; at += enqueuedJobsMax) {
      const jobs = Array.from({ length: Math.min(enqueuedJobsMax, count - at) }, (_, index) => ({
        payload: at + index,
      }))
      await enqueueJobs(sql, { kind: name, jobs, now: new Date() })
    }
    while ((await redis.client.llen('embedding:queue')) < count) await new Promise((resolve) => setTimeout(resolve, 20))
    await sql`vacuum analyze jobs`
    const done = Promise.withResolvers<void>()
    let left = count
    const startedMs = performance.now()
    const worker = runWorker({
      ...{ sql, lists, logger, clock: systemClock, random: Math.random },
      ...{ concurrency: claims, batchSizeMax: inFlight / claims },
      handlers: {
        [name]: async (jobs, context) => {
          await context.complete(jobs)
          left -= jobs.length
          if (left <= 0) done.resolve()
        },
      },
    })
    await done.promise
    const rate = perSecond(count, startedMs)
    await worker.stop({ drainTimeoutMs: 1_000 })
    return rate
  },

  async bullmq({ appendOnlyRedis }: QueueServices, count: number): Promise<number> {
    await appendOnlyRedis.client.flushall()
    const connection = connectionTo(appendOnlyRedis.url)
    const queue = new Queue(name, { connection })
    for (let at = 0; at < count; at += 1_000) {
      await queue.addBulk(
        Array.from({ length: Math.min(1_000, count - at) }, (_, index) => ({ name, data: { number: at + index } })),
      )
    }
    const done = Promise.withResolvers<void>()
    let left = count
    const worker = new Worker(name, async () => undefined, { connection, concurrency: inFlight, autorun: false })
    worker.on('completed', () => {
      left -= 1
      if (left === 0) done.resolve()
    })
    await worker.waitUntilReady()
    const startedMs = performance.now()
    void worker.run()
    await done.promise
    const rate = perSecond(count, startedMs)
    await worker.close()
    await queue.close()
    return rate
  },

  /** As it comes, with its shortest interval between batches; with `bursts` it asks on at once after a full batch. */
  async pgBoss(
    { databaseUrl }: QueueServices,
    count: number,
    { bursts = false }: { bursts?: boolean } = {},
  ): Promise<number> {
    const boss = new PgBoss({ connectionString: databaseUrl, supervise: false, schedule: false })
    boss.on('error', (error: unknown) => logger.error({ err: error }))
    await boss.start()
    await boss.createQueue(name)
    await boss.deleteAllJobs(name)
    for (let at = 0; at < count; at += 1_000) {
      await boss.insert(
        name,
        Array.from({ length: Math.min(1_000, count - at) }, (_, index) => ({ data: { number: at + index } })),
      )
    }
    const done = Promise.withResolvers<void>()
    let left = count
    const startedMs = performance.now()
    const options = { batchSize: inFlight / claims, localConcurrency: claims, pollingIntervalSeconds: 0.5 }
    await boss.work(name, { ...options, burstWhenBatchFull: bursts }, async (jobs) => {
      // Completed once this has returned, a moment later: to its advantage.
      left -= jobs.length
      if (left <= 0) done.resolve()
    })
    await done.promise
    const rate = perSecond(count, startedMs)
    await boss.stop({ graceful: false })
    return rate
  },
}

export function connectionTo(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}

export function perSecond(count: number, startedMs: number): number {
  return (count * 1_000) / (performance.now() - startedMs)
}
