import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, sleep } from '@aura-sign/core'
import { type ObjectStore, openFilesystemStore } from '@aura-sign/object-store'
import { readScheduleStatus } from '@aura-sign/recovery'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { GuardianLease } from './guardian-lease.ts'
import type { ScheduledTask } from './scheduled-task.ts'
import { Scheduler } from './scheduler.ts'

const ttlMs = 30_000
const everyMs = 300_000

/** A clock that stands until it is moved, both of its hands apart. */
function standingClock() {
  let [wallMs, monotonicMs] = [Date.parse('2026-12-01T12:00:00Z'), 0]
  return {
    now: () => new Date(wallMs),
    monotonicMs: () => monotonicMs,
    pass(durationMs: number) {
      wallMs += durationMs
      monotonicMs += durationMs
    },
    stepWall(durationMs: number) {
      wallMs += durationMs
    },
  }
}

describe('the schedule', () => {
  let database: TestDatabase
  let folder: string
  let store: ObjectStore
  let clock: ReturnType<typeof standingClock>
  const schedulers: Scheduler[] = []
  beforeAll(async () => {
    database = await startTestDatabase()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura schedule '))
    store = openFilesystemStore(folder)
    clock = standingClock()
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  })
  afterEach(async () => {
    await Promise.all(schedulers.splice(0).map((scheduler) => scheduler.stop()))
    vi.restoreAllMocks()
    await rm(folder, { recursive: true })
    await database.sql`delete from recovery_leases`
  })

  const lease = () => new GuardianLease(database.sql, { name: 'schedule', clock, ttlMs })
  const start = (tasks: readonly ScheduledTask[]) => {
    const scheduler = new Scheduler(tasks, {
      ...{ lease: lease(), store, clock, logger: createLogger({ name: 'test' }), random: () => 0 },
      intervals: { tickMs: 1_000, renewMs: 0, statusMs: 1_000, backoffMs: 10_000, startJitterMs: 0 },
    })
    schedulers.push(scheduler)
    return scheduler
  }
  /** A task that counts its runs, and remembers the last one as the store would. */
  const counting = (name: string, change: Partial<ScheduledTask> = {}) => {
    const runs: Date[] = []
    const task: ScheduledTask = {
      ...{ name, lane: name, everyMs: async () => everyMs, lastRunAt: async () => runs.at(-1) ?? null },
      run: async () => {
        runs.push(clock.now())
        return undefined
      },
      ...change,
    }
    return { task, runs }
  }
  /** Lets every guardian look, and do what is due. */
  const turn = async () => {
    for (const scheduler of schedulers) {
      await scheduler.turn()
      await scheduler.idle()
    }
  }
  const pass = async (durationMs: number) => {
    for (let left = durationMs; left > 0; left -= 10_000) {
      clock.pass(Math.min(left, 10_000))
      await turn()
    }
  }

  it('runs a task at once where the store has nothing, then once in each interval', async () => {
    const { task, runs } = counting('backup')
    start([task])
    await turn()
    expect(runs).toHaveLength(1)
    await pass(everyMs - 10_000)
    expect(runs).toHaveLength(1)
    await pass(10_000)
    expect(runs).toHaveLength(2)
  })

  it('is run by one of two guardians, and by the other one when the first gives up', async () => {
    const [first, second] = [counting('backup'), counting('backup')]
    const holder = start([first.task])
    start([{ ...second.task, lastRunAt: first.task.lastRunAt }])
    await turn()
    await pass(2 * everyMs)
    expect([first.runs.length, second.runs.length]).toEqual([3, 0])
    schedulers.shift()
    await holder.stop()
    await pass(everyMs)
    expect([first.runs.length, second.runs.length]).toEqual([3, 1])
  })

  it('is run by the other one when the first was killed, within the time of the lease, with one run for what was missed', async () => {
    const [first, second] = [counting('backup'), counting('backup')]
    start([first.task])
    start([{ ...second.task, lastRunAt: first.task.lastRunAt }])
    await turn()
    await pass(everyMs - ttlMs)
    const killed = schedulers.shift()
    await pass(2 * ttlMs)
    expect([first.runs.length, second.runs.length]).toEqual([1, 1])
    await killed?.turn()
    await killed?.idle()
    expect([killed?.active, first.runs.length]).toEqual([false, 1])
    await killed?.stop()
  })

  it('is taken over from a guardian that was killed only once nothing was heard of it for the time of the lease', async () => {
    const killed = lease()
    expect(await killed.keep()).toBe(true)
    const waiting = lease()
    expect(await waiting.keep()).toBe(false)
    clock.pass(ttlMs - 1)
    // The one that was cut off knows long before that it may not act.
    expect([killed.held, await waiting.keep()]).toEqual([false, false])
    clock.pass(1)
    expect(await waiting.keep()).toBe(true)
    expect(await killed.keep()).toBe(false)
  })

  it('is not taken over from one that lives, whatever the wall clock does', async () => {
    const [living, waiting] = [lease(), lease()]
    await living.keep()
    for (let turn = 0; turn < 10; turn += 1) {
      clock.pass(ttlMs / 3)
      clock.stepWall(turn % 2 === 0 ? 86_400_000 : -172_800_000)
      expect([await living.keep(), await waiting.keep()]).toEqual([true, false])
    }
  })

  it('lets exactly one of many get a lease that nobody holds, or that a dead one held', async () => {
    const many = Array.from({ length: 10 }, lease)
    const got = async () => (await Promise.all(many.map((each) => each.keep()))).filter(Boolean).length
    expect(await got()).toBe(1)
    const holder = many.findIndex((each) => each.held)
    many.splice(holder, 1)
    expect(await got()).toBe(0)
    clock.pass(ttlMs)
    expect(await got()).toBe(1)
  })

  it('goes on when the wall clock steps back or forward, and runs nothing more often for it', async () => {
    const { task, runs } = counting('backup')
    start([task])
    await turn()
    clock.stepWall(-7 * 86_400_000)
    await pass(everyMs)
    expect(runs).toHaveLength(2)
    clock.stepWall(30 * 86_400_000)
    await turn()
    expect(runs).toHaveLength(2)
    await pass(everyMs)
    expect(runs).toHaveLength(3)
  })

  it('tries again after a growing wait while the store is down, and catches up once when it is back', async () => {
    let attempts = 0
    let down = true
    const { task, runs } = counting('backup')
    const scheduler = start([
      {
        ...task,
        run: async (signal) => {
          attempts += 1
          if (down) throw new Error('the store is away')
          return await task.run(signal)
        },
      },
    ])
    await turn()
    await pass(10 * everyMs)
    // At once, after 10, 20, 40, 80 and 160 s, then once in an interval.
    expect([attempts, runs.length]).toEqual([14, 0])
    expect(scheduler.tasks[0]).toMatchObject({ failures: 14, lastFailure: { message: 'the store is away' } })
    down = false
    await pass(everyMs)
    expect(runs).toHaveLength(1)
    expect(scheduler.tasks[0]).toMatchObject({ failures: 0, lastFailure: null })
  })

  it('begins once the store can be read, and not before', async () => {
    let down = true
    const { task, runs } = counting('backup', {
      lastRunAt: async () => {
        if (down) throw new Error('the store is away')
        return null
      },
    })
    start([task])
    await pass(60_000)
    expect(runs).toHaveLength(0)
    down = false
    await pass(10_000)
    expect(runs).toHaveLength(1)
  })

  it('never runs a task twice at once, nor two of one lane', async () => {
    const gate = Promise.withResolvers<void>()
    let [running, most] = [0, 0]
    const run = async () => {
      running += 1
      most = Math.max(most, running)
      await gate.promise
      running -= 1
      return undefined
    }
    const scheduler = start(['verify', 'prune'].map((name) => counting(name, { lane: 'verify', run }).task))
    for (let turns = 0; turns < 5; turns += 1) {
      await scheduler.turn()
      clock.pass(2 * everyMs)
      await scheduler.turn()
    }
    expect(running).toBe(1)
    gate.resolve()
    await scheduler.idle()
    await scheduler.turn()
    await scheduler.idle()
    expect([most, scheduler.tasks.every(({ lastSuccessAt }) => lastSuccessAt !== null)]).toEqual([1, true])
  })

  it('runs a task early when another one makes it wanted, and leaves one alone that has nothing to do', async () => {
    let tried = 0
    const { task: backup } = counting('backup', { lastRunAt: async () => clock.now() })
    const { task: verify, runs } = counting('verify')
    start([
      backup,
      {
        ...verify,
        wantedEarly: async () => runs.length === 0,
        run: async (signal) => {
          tried += 1
          return tried === 1 ? 'nothing' : await verify.run(signal)
        },
      },
    ])
    await turn()
    await turn()
    expect([tried, runs.length]).toEqual([1, 0])
    await pass(10_000)
    expect(runs).toHaveLength(1)
  })

  it('tells the store what it does, and when it will do it next', async () => {
    const { task } = counting('backup')
    start([task, counting('prune', { everyMs: async () => null }).task])
    await turn()
    await turn()
    expect(await readScheduleStatus(store)).toMatchObject({
      pid: process.pid,
      tasks: [
        { name: 'backup', everySeconds: 300, nextRunAt: '2026-12-01T12:05:00.000Z', failures: 0 },
        { name: 'prune', everySeconds: null, nextRunAt: null },
      ],
    })
  })

  it('changes the interval when what decides it changes, from the last run on', async () => {
    let interval = 12 * everyMs
    const { task, runs } = counting('backup', { everyMs: async () => interval })
    start([task])
    await turn()
    await pass(2 * everyMs)
    expect(runs).toHaveLength(1)
    interval = everyMs
    await pass(20_000)
    expect(runs).toHaveLength(2)
  })

  it('asks what runs to end when it is stopped, and waits for it', async () => {
    let ended = false
    const { task } = counting('verify', {
      run: async (signal) => {
        await sleep(600_000, signal)
        ended = true
        return undefined
      },
    })
    const scheduler = start([task])
    await scheduler.turn()
    await scheduler.stop()
    expect(ended).toBe(true)
    expect(await database.sql`select from recovery_leases`).toHaveLength(0)
  })
})
