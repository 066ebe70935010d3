import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Scheduler, type Tenant } from './scheduler.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const turns = (count: number): void => {
  for (let turn = 0; turn < count; turn++) vi.advanceTimersToNextTimer()
}

class Worker implements Tenant {
  readonly name: string
  readonly log: string[]
  pieces: number
  keeps: boolean
  transaction = true

  constructor(name: string, log: string[], pieces: number, keeps = false) {
    this.name = name
    this.log = log
    this.pieces = pieces
    this.keeps = keeps
  }

  ready(): boolean {
    return this.pieces > 0
  }

  work(): 'release' | 'keep' {
    this.pieces--
    this.log.push(this.name)
    return this.keeps ? 'keep' : 'release'
  }

  evict(reason: string): void {
    this.log.push(`${this.name} evicted: ${reason}`)
  }

  inTransaction(): boolean {
    return this.transaction
  }
}

describe('Scheduler', () => {
  const start = () => ({
    log: [] as string[],
    scheduler: new Scheduler({ idleMs: 100, pinnedMs: 1000 }, () => undefined),
  })

  it('serves in the order of asking, one piece each', () => {
    const { log, scheduler } = start()
    for (const tenant of [new Worker('a', log, 3), new Worker('b', log, 1), new Worker('c', log, 2)])
      scheduler.request(tenant)
    turns(6)
    expect(log).toEqual(['a', 'b', 'c', 'a', 'c', 'a'])
    expect(scheduler.idle).toBe(true)
  })

  it('gives a tenant that keeps the session all its pieces before the next', () => {
    const { log, scheduler } = start()
    const keeper = new Worker('a', log, 2, true)
    scheduler.request(keeper)
    scheduler.request(new Worker('b', log, 1))
    turns(2)
    keeper.pieces = 1
    keeper.keeps = false
    scheduler.request(keeper)
    turns(2)
    expect(log).toEqual(['a', 'a', 'a', 'b'])
  })

  it('evicts a keeper that is idle while others wait, counted from when the first began to wait', () => {
    const { log, scheduler } = start()
    scheduler.request(new Worker('a', log, 1, true))
    vi.advanceTimersByTime(10_000)
    scheduler.request(new Worker('b', log, 1))
    vi.advanceTimersByTime(99)
    expect(log).toEqual(['a'])
    vi.advanceTimersByTime(1)
    expect(log).toEqual(['a', 'a evicted: idle'])
  })

  it('never evicts a keeper for whom nobody waits', () => {
    const { log, scheduler } = start()
    scheduler.request(new Worker('a', log, 1, true))
    vi.advanceTimersByTime(1_000_000)
    expect(log).toEqual(['a'])
  })

  it.each([
    ['evicts', false, ['a evicted: pinned']],
    ['spares', true, []],
  ])('%s a busy keeper that others wait for when it is in a transaction: %s', (_what, transaction, expected) => {
    const { log, scheduler } = start()
    const keeper = new Worker('a', log, 1, true)
    keeper.transaction = transaction
    scheduler.request(keeper)
    turns(1)
    scheduler.request(new Worker('b', log, 1))
    for (let elapsedMs = 0; elapsedMs < 1_050; elapsedMs += 50) {
      vi.advanceTimersByTime(50)
      keeper.pieces = 1
      scheduler.request(keeper)
    }
    expect(log.filter((entry) => entry !== 'a')).toEqual(expected)
  })

  it('goes on with the next when a keeper is removed', () => {
    const { log, scheduler } = start()
    const keeper = new Worker('a', log, 1, true)
    scheduler.request(keeper)
    scheduler.request(new Worker('b', log, 1))
    turns(1)
    scheduler.remove(keeper)
    turns(1)
    expect(log).toEqual(['a', 'b'])
  })

  it('reports what a tenant throws', () => {
    const thrown: unknown[] = []
    const scheduler = new Scheduler({ idleMs: 1, pinnedMs: 1 }, (cause) => thrown.push(cause))
    const tenant = new Worker('a', [], 1)
    tenant.work = () => {
      throw new Error('broken')
    }
    scheduler.request(tenant)
    turns(1)
    expect(thrown).toEqual([new Error('broken')])
  })
})
