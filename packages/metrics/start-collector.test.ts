import { afterEach, describe, expect, it } from 'vitest'
import { createMetricsRegistry } from './create-metrics-registry.ts'
import { type QueueCounts, startQueueMetrics } from './queue-metrics.ts'
import type { Collector } from './start-collector.ts'

let collector: Collector<unknown> | undefined
afterEach(() => collector?.stop())

const counts: QueueCounts = { queued: 7, due: 5, running: 2, failed: 1, oldestDueAgeSeconds: null }

function startQueue(read: () => Promise<QueueCounts>) {
  const registry = createMetricsRegistry()
  collector = startQueueMetrics(registry, { intervalMs: 5, timeoutMs: 100, read })
  return async () => (await registry.metrics()).split('\n').filter((line) => /^aura_(jobs|collector)/.test(line))
}

describe('what is collected beside the scrapes', () => {
  it('is shown by state once it was read', async () => {
    const lines = startQueue(async () => counts)
    await expect
      .poll(lines)
      .toEqual([
        'aura_collector_up{collector="queue"} 1',
        'aura_jobs{state="due"} 5',
        'aura_jobs{state="scheduled"} 2',
        'aura_jobs{state="running"} 2',
        'aura_jobs{state="failed"} 1',
        'aura_jobs_oldest_due_age_seconds 0',
      ])
  })

  it('has no series while it cannot be read, never the old number, and comes back', async () => {
    let works = true
    const lines = startQueue(async () => {
      if (!works) throw new Error('away')
      return counts
    })
    await expect.poll(lines).toHaveLength(6)
    works = false
    await expect.poll(lines).toEqual(['aura_collector_up{collector="queue"} 0'])
    works = true
    await expect.poll(lines).toHaveLength(6)
  })

  it('has no series before the first read and while one hangs, which is not asked for again meanwhile', async () => {
    let asked = 0
    const hanging = Promise.withResolvers<QueueCounts>()
    const lines = startQueue(() => {
      asked += 1
      return asked === 2 ? hanging.promise : Promise.resolve(counts)
    })
    await expect.poll(lines).toHaveLength(6)
    await expect.poll(lines, { timeout: 10_000 }).toEqual(['aura_collector_up{collector="queue"} 0'])
    expect(asked).toBe(2)
    hanging.resolve(counts)
    await expect.poll(lines, { timeout: 10_000 }).toHaveLength(6)
  })
})
