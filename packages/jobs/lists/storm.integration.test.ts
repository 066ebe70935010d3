import { createLogger, sleep, systemClock } from '@aura-sign/core'
import { isDatabaseLost, migrate, openPool, type Sql } from '@aura-sign/postgres'
import { FaultProxy } from '@aura-sign/testkit/fault-proxy'
import { startNativeServices } from '@aura-sign/testkit/native-services'
import { type TestRedis, testRedis } from '@aura-sign/testkit/test-redis'
import { expect, it } from 'vitest'
import { enqueuedJobsMax, enqueueJobs } from '../enqueue-jobs.ts'
import type { JobHandler } from '../job.ts'
import { runWorker } from '../run-worker.ts'
import { seededRandom } from '../testing/seeded-random.ts'
import { spawnStormWorker } from '../testing/spawn-storm-worker.ts'
import { dispatchAfterCommit } from './dispatch-after-commit.ts'
import { failedList, queueList } from './listed-job.ts'
import { openJobLists } from './open-job-lists.ts'
import { startKeepingLists } from './start-keeping-lists.ts'

const jobsCount = Number(process.env.AURA_STORM_JOBS ?? 10_000)
const seed = Number(process.env.AURA_STORM_SEED ?? Date.now() % 1_000_000)
const faultsMin = 12
const leaseMs = 3_000
const logger = createLogger({ name: 'storm', level: 'silent' })

// Every fault there is, at moments that the seed decides, while two processes and this one work.
it(`loses none of ${jobsCount} jobs and does none twice, whatever fails (AURA_STORM_SEED=${seed})`, async () => {
  process.stderr.write(`storm: ${jobsCount} jobs, seed ${seed}\n`)
  const random = seededRandom(seed)
  await using resources = new AsyncDisposableStack()
  const services = await startNativeServices({ services: ['postgres'] })
  resources.defer(() => services.stop())
  const redis = await testRedis()
  resources.defer(() => redis.close())
  const databaseUrl = services.addresses.postgresUrl
  const postgresProxy = resources.use(await FaultProxy.start(databaseUrl))
  const redisProxy = resources.use(await FaultProxy.start(redis.url))
  const direct = openPool({ url: databaseUrl, applicationName: 'storm-direct' })
  resources.defer(() => direct.end({ timeout: 1 }))
  await migrate(direct, { url: databaseUrl })
  // No unique constraint: what is done twice stands there twice.
  await direct`create table effects (job_id uuid not null, number int not null)`

  const pool = openPool({ url: postgresProxy.through(databaseUrl), applicationName: 'storm' })
  resources.defer(() => pool.end({ timeout: 1 }))
  const lists = resources.use(openJobLists({ url: redisProxy.through(redis.url), logger }))
  const sql = dispatchAfterCommit(pool, lists.push)
  resources.use(startKeepingLists({ sql: pool, lists, clock: systemClock, logger }))
  const worker = runWorker({
    ...{ sql, lists, handlers: { storm: effectHandler }, logger, clock: systemClock, random: Math.random, leaseMs },
  })
  resources.defer(() => worker.stop({ drainTimeoutMs: 5_000 }))
  const urls = { databaseUrl: postgresProxy.through(databaseUrl), redisUrl: redisProxy.through(redis.url), leaseMs }
  const processes = [spawnStormWorker(urls), spawnStormWorker(urls)]
  resources.defer(async () => {
    for (const child of processes) await child.kill()
  })

  const counts = new Map<string, number>()
  const faults: Record<string, () => Promise<void>> = {
    'flush all': async () => void (await redis.client.flushall()),
    'kill redis': async () => {
      await redis.kill()
      await sleep(random() * 500)
      await redis.start()
    },
    'redis out of memory': async () => {
      await redis.client.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1')
      await sleep(random() * 700)
      await redis.client.config('SET', 'maxmemory', '0')
    },
    'kill worker': async () => {
      const at = Math.floor(random() * processes.length)
      await processes[at]?.kill()
      processes[at] = spawnStormWorker(urls)
    },
    'kill postgres': async () => {
      await services.kill('postgres')
      await services.up('postgres')
    },
    'cut at commit': async () => postgresProxy.cutAt('commit', 'reset'),
    'lose the answer to a commit': async () => postgresProxy.cutAt('COMMIT', 'reset'),
    'cut postgres': async () => postgresProxy.cutAll('reset'),
    'silence postgres': async () => postgresProxy.cutAll('stall'),
    'silence redis': async () => redisProxy.cutAll('stall'),
    'cut redis': async () => redisProxy.cutAll('reset'),
    'push nonsense': async () => {
      const rows = await redis.client.lrange(queueList, 0, 50)
      await redis.client.rpush(queueList, 'nonsense', crypto.randomUUID(), ...rows, ...rows)
    },
  }
  const names = Object.keys(faults)
  let enqueued = 0
  const producing = produce(sql, direct, { random, onBatch: (count) => (enqueued += count) })
  let producingEnded = false
  void producing.finally(() => {
    producingEnded = true
  })
  // Each at least once, in an order of the seed; then at random until everything is done.
  const order = shuffled([...names, ...names].slice(0, Math.max(faultsMin, names.length)), random)
  for (let at = 0; at < order.length || !producingEnded; at += 1) {
    const name = order[at] ?? names[Math.floor(random() * names.length)] ?? 'flush all'
    await sleep(random() * 400)
    await faults[name]?.()
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  await producing
  redisProxy.heal()
  postgresProxy.heal()
  process.stderr.write(
    `storm: ${enqueued} acknowledged, ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}\n`,
  )

  await expect
    .poll(async () => (await direct`select from jobs where state <> 'done' limit 1`).length, {
      timeout: 240_000,
      interval: 250,
    })
    .toBe(0)
  const [result] = await direct<{ jobs: number; lost: number; twice: number }[]>`
      select (select count(*)::int from jobs) as jobs,
        (select count(*)::int from jobs where not exists (select from effects where job_id = jobs.id)) as lost,
        (select count(*)::int from (select job_id from effects group by job_id having count(*) > 1) as double) as twice`
  // Batches whose acknowledgement was lost may be there too.
  expect(result?.jobs).toBeGreaterThanOrEqual(enqueued)
  expect(result).toMatchObject({ lost: 0, twice: 0 })
  await expect
    .poll(async () => [await length(redis, queueList), await length(redis, failedList)], {
      timeout: 20_000,
      interval: 100,
    })
    .toEqual([0, 0])
}, 600_000)

const length = (redis: TestRedis, list: string) => redis.client.llen(list)

const effectHandler: JobHandler = async (jobs, context) => {
  await context.complete(jobs, async (transaction, held) => {
    for (const job of held) await transaction`insert into effects values (${job.jobId}, ${Number(job.payload)})`
    return undefined
  })
}

/** Queues all jobs, a batch at a time; a batch whose fate is unknown counts when it is found there. */
async function produce(
  sql: Sql,
  direct: Sql,
  { random, onBatch }: { random: () => number; onBatch: (count: number) => void },
): Promise<void> {
  const batch = Math.min(enqueuedJobsMax, Math.max(20, Math.floor(jobsCount / 200)))
  for (let at = 0; at < jobsCount; at += batch) {
    const jobs = Array.from({ length: Math.min(batch, jobsCount - at) }, (_, index) => ({
      payload: at + index,
      uniqueKey: `storm ${at + index}`,
    }))
    for (;;) {
      try {
        await enqueueJobs(sql, { kind: 'storm', jobs, now: new Date() })
        onBatch(jobs.length)
        break
      } catch (error) {
        if (!isDatabaseLost(error)) throw error
        await sleep(100)
        // It may have been committed: the answer was lost, not the work. Counted when it can be asked again.
        const there = await direct`
          select from jobs where kind = 'storm' and unique_key = ${`storm ${at}`}`.catch(() => null)
        if (there && there.length > 0) {
          onBatch(jobs.length)
          break
        }
      }
    }
    await sleep(random() * 20)
  }
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value)
}
