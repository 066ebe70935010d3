import { systemClock } from '../../packages/core/index.ts'
import { enqueueJob, runWorker, startKeepingLists } from '../../packages/jobs/index.ts'
import { logger, type QueueServices } from '../testing/open-queue-services.ts'

const name = 'measured'

/** Milliseconds from before the enqueue to after the commit of its completion, of one job after the other. */
export async function measureLatency({ sql, lists, redis }: QueueServices, count: number): Promise<number[]> {
  await sql`truncate jobs`
  await redis.client.flushall()
  const done = new Map<number, () => void>()
  const worker = runWorker({
    ...{ sql, lists, logger, clock: systemClock, random: Math.random },
    handlers: {
      [name]: async (jobs, context) => {
        await context.complete(jobs)
        for (const job of jobs) done.get(Number(job.payload))?.()
      },
    },
  })
  const times: number[] = []
  for (let number = 0; number < count; number += 1) {
    // Idle: the worker waits for what comes.
    await new Promise((resolve) => setTimeout(resolve, 30))
    const finished = new Promise<void>((resolve) => done.set(number, resolve))
    const startedMs = performance.now()
    await enqueueJob(sql, { kind: name, payload: number, now: new Date() })
    await finished
    times.push(performance.now() - startedMs)
  }
  await worker.stop({ drainTimeoutMs: 1_000 })
  return times
}

/** Fills the table with due jobs, without the lists. */
export async function fill({ sql }: QueueServices, count: number, kind = name): Promise<void> {
  await sql`truncate jobs`
  for (let at = 0; at < count; at += 100_000) {
    await sql`
      insert into jobs (id, kind, payload, run_at, created_at)
      select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7' || substr(md5(number::text), 1, 3) || '8'
        || substr(md5(number::text), 5, 15))::uuid, ${kind}, to_jsonb(number), now(), now()
      from generate_series(${at + 1}::int, ${Math.min(count, at + 100_000)}::int) as number`
  }
  await sql`vacuum analyze jobs`
}

/** Seconds from `FLUSHALL` until the list is as long as the queue again. */
export async function measureRebuild(services: QueueServices, count: number): Promise<number> {
  const { sql, lists, redis } = services
  await fill(services, count)
  // A list that an earlier round has left would pass for this one's.
  await redis.client.flushall()
  await using _keeper = startKeepingLists({ sql, lists, clock: systemClock, logger })
  const full = async () => {
    while ((await redis.client.llen('embedding:queue')) !== count)
      await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await full()
  const startedMs = performance.now()
  await redis.client.flushall()
  await full()
  return (performance.now() - startedMs) / 1_000
}

/** Jobs a second while so many wait, over the first `processed`, once they are listed. */
export async function measureWhileWaiting(services: QueueServices, options: { waiting: number; processed: number }) {
  const { sql, lists, redis } = services
  const rebuildSeconds = await measureRebuild(services, options.waiting)
  const done = Promise.withResolvers<void>()
  let left = Math.min(options.waiting, options.processed)
  const count = left
  const startedMs = performance.now()
  const worker = runWorker({
    ...{ sql, lists, logger, clock: systemClock, random: Math.random, concurrency: 4, batchSizeMax: 25 },
    handlers: {
      [name]: async (jobs, context) => {
        await context.complete(jobs)
        left -= jobs.length
        if (left <= 0) done.resolve()
      },
    },
  })
  await done.promise
  const perSecond = (count * 1_000) / (performance.now() - startedMs)
  await worker.stop({ drainTimeoutMs: 1_000 })
  await sql`truncate jobs`
  await redis.client.flushall()
  return { perSecond, rebuildSeconds }
}
