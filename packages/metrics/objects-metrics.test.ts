import { afterEach, describe, expect, it } from 'vitest'
import { createMetricsRegistry } from './create-metrics-registry.ts'
import { type ObjectCopiesState, startObjectsMetrics } from './objects-metrics.ts'
import type { Collector } from './start-collector.ts'

let collector: Collector<unknown> | undefined
afterEach(() => collector?.stop())

const now = new Date('2026-12-01T12:00:00Z')

function start(read: () => Promise<ObjectCopiesState>) {
  const registry = createMetricsRegistry()
  collector = startObjectsMetrics(registry, { intervalMs: 5, timeoutMs: 1_000, now: () => now, read })
  return async () => (await registry.metrics()).split('\n').filter((line) => /^aura_(objects|collector)/.test(line))
}

describe('the metrics of object copies', () => {
  it('count the age from the start of the newest run that went through all objects', async () => {
    const startedAt = new Date(now.getTime() - 600_000)
    const lines = start(async () => ({ startedAt, objects: 7, sizeBytes: 99, failed: 2 }))
    await expect
      .poll(lines)
      .toEqual(
        expect.arrayContaining([
          'aura_objects_backup_age_seconds 600',
          'aura_objects_backup_failures 2',
          'aura_objects_backup_objects 7',
          'aura_objects_backup_size_bytes 99',
        ]),
      )
  })

  it('show nothing of copies that are not there, and of a store that cannot be read', async () => {
    let read = async (): Promise<ObjectCopiesState> => null
    const lines = start(() => read())
    await expect.poll(lines).toEqual(['aura_collector_up{collector="object_copies"} 1'])
    read = () => Promise.reject(new Error('away'))
    await expect.poll(lines).toEqual(['aura_collector_up{collector="object_copies"} 0'])
  })
})
