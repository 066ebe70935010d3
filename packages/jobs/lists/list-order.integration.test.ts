import { describe, expect, it } from 'vitest'
import { enqueueJob } from '../enqueue-job.ts'
import { enqueueJobs } from '../enqueue-jobs.ts'
import type { JobHandler } from '../job.ts'
import { listServices } from '../testing/list-services.ts'
import { manualTime } from '../testing/manual-time.ts'
import { keepLists } from './keep-lists.ts'
import { queueList } from './listed-job.ts'
import { rebuildList } from './rebuild-list.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 10 })
const services = listServices()
const { logger } = services

const mail = (options = {}) => ({ kind: 'mail', payload: {}, now: new Date(), ...options })

it('the keeper mends a long list that lacks a few, or has a few too many, without waiting for the time to compare all', async () => {
  const time = manualTime()
  const stopping = new AbortController()
  await services.database.sql`
    insert into jobs (id, kind, run_at, created_at) select gen_random_uuid(), 'mail', '2025-01-01', '2025-01-01' from generate_series(1, 5000)`
  // However long a turn takes on a busy machine, the next comes half a second later.
  const keeper = keepLists(
    {
      sql: services.database.sql,
      lists: services.lists,
      clock: time.clock,
      logger,
      sleep: (_, signal) => time.sleep(500, signal),
    },
    stopping.signal,
  )
  const turn = async () => {
    await time.sleeping(1)
    // Far less than the ten seconds after which every list is compared.
    time.advance(500)
    await Promise.resolve()
  }
  await turn()
  await turn()
  await time.sleeping(1)
  expect(await services.lengths()).toEqual([5_000, 0])
  for (const fault of [
    () => services.redis.client.lpop(queueList, 3),
    () => services.redis.client.rpush(queueList, crypto.randomUUID(), 'no id'),
  ]) {
    await fault()
    for (let at = 0; at < 3; at += 1) await turn()
    await time.sleeping(1)
    expect(await services.lengths()).toEqual([5_000, 0])
  }
  stopping.abort()
  await keeper
})

describe('the order of the list', () => {
  it('is by priority: bulk work waits for what people wait for', async () => {
    const sql = services.dispatching()
    const payloads = (names: string[]) => names.map((payload) => ({ payload }))
    await enqueueJobs(sql, { kind: 'mail', jobs: payloads(['bulk 1', 'bulk 2']), priority: -1, now: new Date() })
    await eventually(services.lengths).toEqual([2, 0])
    await enqueueJobs(sql, { kind: 'mail', jobs: payloads(['normal 1', 'normal 2']), now: new Date() })
    await eventually(services.lengths).toEqual([4, 0])
    await enqueueJobs(sql, { kind: 'mail', jobs: payloads(['urgent 1', 'urgent 2']), priority: 1, now: new Date() })
    await eventually(services.lengths).toEqual([6, 0])
    const names = new Map(
      (await sql<{ id: string; payload: string }[]>`select id, payload from jobs`).map((row) => [row.id, row.payload]),
    )
    const listed = (await services.redis.client.lrange(queueList, 0, -1)).map((id) => names.get(id))
    expect(listed).toEqual(['urgent 1', 'urgent 2', 'normal 1', 'normal 2', 'bulk 1', 'bulk 2'])
  })
})

describe('jobs that wait behind another', () => {
  it.each<[string, [string, number][], string[]]>([
    [
      'of three priorities',
      [
        ['p9', 9],
        ['p1', 1],
        ['p0', 0],
      ],
      ['p9', 'p1', 'p0'],
    ],
    [
      'of one high priority',
      [
        ['a', 5],
        ['b', 5],
        ['c', 5],
      ],
      ['a', 'b', 'c'],
    ],
    [
      'of one low priority',
      [
        ['a', -5],
        ['b', -5],
        ['c', -5],
      ],
      ['a', 'b', 'c'],
    ],
    [
      'of any',
      [
        ['low', -1],
        ['high', 5],
        ['n1', 0],
        ['n2', 0],
      ],
      ['high', 'n1', 'n2', 'low'],
    ],
    // Above 0 is one class: the list does not tell 1 from 9.
    [
      'of two priorities above 0',
      [
        ['p1', 1],
        ['p9', 9],
      ],
      ['p1', 'p9'],
    ],
  ])('%s run by class, then first in, first out', async (_, jobs, order) => {
    const sql = services.dispatching()
    const done: string[] = []
    const entered = Promise.withResolvers<void>()
    const leave = Promise.withResolvers<void>()
    const handler: JobHandler = async (claimed, context) => {
      const name = String(claimed[0]?.payload)
      if (name === 'blocker') {
        entered.resolve()
        await leave.promise
      } else done.push(name)
      await context.complete(claimed)
    }
    await enqueueJob(sql, mail({ payload: 'blocker' }))
    services.startWorker(handler, { concurrency: 1, batchSizeMax: 1 })
    await entered.promise
    // The id that it came by may still be listed, as the table told of it first.
    await services.redis.client.del(queueList)
    for (const [at, [payload, priority]] of jobs.entries()) {
      await enqueueJob(sql, mail({ payload, priority }))
      await eventually(services.lengths).toEqual([at + 1, 0])
    }
    leave.resolve()
    await eventually(() => done.length).toBe(jobs.length)
    expect(done).toEqual(order)
  })

  it('are listed so after any number of pushes, and after the list was written anew', async () => {
    const sql = services.dispatching()
    const names: Record<'high' | 'normal' | 'low', string[]> = { high: [], normal: [], low: [] }
    const push = async (name: 'high' | 'normal' | 'low', priority: number, count: number) => {
      const had = await services.redis.client.llen(queueList)
      const payloads = Array.from({ length: count }, (_, at) => `${name} ${names[name].length + at}`)
      names[name].push(...payloads)
      const jobs = payloads.map((payload) => ({ payload }))
      await enqueueJobs(sql, { kind: 'mail', jobs, priority, now: new Date() })
      await eventually(services.lengths).toEqual([had + count, 0])
    }
    const listed = async () => {
      const rows = await sql<{ id: string; payload: string }[]>`select id, payload from jobs`
      const payloads = new Map(rows.map(({ id, payload }) => [id, payload]))
      return (await services.redis.client.lrange(queueList, 0, -1)).map((id) => payloads.get(id))
    }
    for (let turn = 0; turn < 2; turn += 1) {
      await push('low', -1, 30)
      await push('normal', 0, 3)
      await push('high', 2, 30)
      await push('normal', 0, 30)
      await push('high', 1, 1)
      await push('high', 2, 12)
      expect(await listed()).toEqual([...names.high, ...names.normal, ...names.low])
      // All the high ones are taken: the next is at the front all the same.
      const taken = await services.redis.client.lpop(queueList, names.high.length)
      await sql`delete from jobs where id = any(${taken ?? []}::uuid[])`
      names.high = []
    }
    await sql`update jobs set run_at = now() - interval '1 hour' + ordinal * interval '1 ms'
      from (select id, row_number() over (order by payload) as ordinal from jobs) as ordered where ordered.id = jobs.id`
    await services.lists.use((client) => rebuildList(client, sql, { list: queueList, kinds: null, now: new Date() }))
    const before = await listed()
    await push('normal', 0, 1)
    await push('high', 1, 1)
    await push('high', 1, 1)
    expect(await listed()).toEqual([
      ...names.high,
      ...before.filter((name) => name?.startsWith('normal')),
      names.normal.at(-1),
      ...before.filter((name) => name?.startsWith('low')),
    ])
  })

  it('go back to the front in their order when they were taken and not claimed', async () => {
    const ids = Array.from({ length: 6 }, () => crypto.randomUUID())
    await services.redis.client.rpush(queueList, ...ids)
    const taken = await services.lists.pop(4, { wait: false })
    services.lists.putBack(taken ?? [])
    await eventually(() => services.redis.client.lrange(queueList, 0, -1)).toEqual(ids)
  })
})
