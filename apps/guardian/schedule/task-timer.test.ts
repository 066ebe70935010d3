import { describe, expect, it } from 'vitest'
import { TaskTimer } from './task-timer.ts'

const intervalMs = 300_000
const now = new Date('2026-12-01T12:00:00Z')
const start = (lastRunAgoMs: number | null, random = 0) =>
  new TaskTimer({
    ...{ intervalMs, backoffMs: 10_000, startJitterMs: 30_000, random: () => random, now, monotonicMs: 1_000 },
    lastRunAt: lastRunAgoMs === null ? null : new Date(now.getTime() - lastRunAgoMs),
  })

describe('a task', () => {
  it('goes on where the store says that it left off', () => {
    expect(start(100_000).dueInMs(1_000)).toBe(200_000)
  })

  it('catches up once what was missed, however much that is', () => {
    for (const missed of [null, intervalMs, 50 * intervalMs]) {
      const timer = start(missed)
      expect(timer.isDue(1_000)).toBe(true)
      timer.succeeded(1_000)
      expect(timer.dueInMs(1_000)).toBe(intervalMs)
    }
  })

  it('waits one interval at most when the newest result seems to be of the future', () => {
    expect(start(-90 * 24 * 3_600_000).dueInMs(1_000)).toBe(intervalMs)
  })

  it('begins after a start with a delay of its own', () => {
    expect(start(null, 1).dueInMs(1_000)).toBe(30_000)
  })

  it('varies the time between two runs, and never makes it longer', () => {
    const timer = start(null, 1)
    timer.succeeded(50_000)
    expect(timer.dueInMs(50_000)).toBe(intervalMs * 0.95)
  })

  it('tries again after a growing wait while it fails, at last once in an interval, and as before after a success', () => {
    const timer = start(null)
    const waits = Array.from({ length: 8 }, () => {
      timer.failed(0)
      return timer.dueInMs(0)
    })
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, intervalMs, intervalMs, intervalMs])
    timer.succeeded(0)
    timer.failed(0)
    expect(timer.dueInMs(0)).toBe(10_000)
  })

  it('runs before its time when it is wanted, but not while it fails', () => {
    const timer = start(100_000)
    timer.hurry(5_000)
    expect(timer.isDue(5_000)).toBe(true)
    timer.failed(5_000)
    timer.hurry(5_000)
    expect(timer.isDue(5_000)).toBe(false)
  })
})
