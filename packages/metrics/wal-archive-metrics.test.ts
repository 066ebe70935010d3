import { afterEach, describe, expect, it } from 'vitest'
import { createMetricsRegistry } from './create-metrics-registry.ts'
import type { Collector } from './start-collector.ts'
import { startWalArchiveMetrics, type WalArchiving } from './wal-archive-metrics.ts'

let collector: Collector<unknown> | undefined
afterEach(() => collector?.stop())

function start(read: () => Promise<WalArchiving>) {
  const registry = createMetricsRegistry()
  collector = startWalArchiveMetrics(registry, { intervalMs: 5, timeoutMs: 1_000, read })
  return async () =>
    (await registry.metrics())
      .split('\n')
      .filter((line) => /^aura_(wal_archive|collector)/.test(line))
      .sort()
}

const lastSuccessAt = new Date('2026-12-01T12:00:00Z')
const up = 'aura_collector_up{collector="wal_archive"}'

describe('the metrics of WAL archiving', () => {
  it('show a fault, for as long as it lasts, beside the last success and the failures of the server', async () => {
    let state: WalArchiving = { fault: 'WAL is not archived', lastSuccessAt, failures: 3 }
    const lines = start(async () => state)
    const rest = [
      'aura_wal_archive_failures_total 3',
      `aura_wal_archive_last_success_timestamp_seconds ${lastSuccessAt.getTime() / 1_000}`,
    ]
    await expect.poll(lines).toEqual([`${up} 1`, 'aura_wal_archive_failing 1', ...rest])
    state = { ...state, fault: null }
    await expect.poll(lines).toEqual([`${up} 1`, 'aura_wal_archive_failing 0', ...rest])
    state = { fault: 'nothing was archived before', lastSuccessAt: null, failures: 4 }
    await expect.poll(lines).toEqual([`${up} 1`, 'aura_wal_archive_failing 1', 'aura_wal_archive_failures_total 4'])
  })

  it('show nothing where no WAL is archived, and where the server does not answer', async () => {
    let read = async (): Promise<WalArchiving> => ({ fault: null, lastSuccessAt, failures: 0 })
    const lines = start(() => read())
    await expect.poll(lines).toContain('aura_wal_archive_failures_total 0')
    read = async () => null
    await expect.poll(lines).toEqual([`${up} 1`])
    read = () => Promise.reject(new Error('away'))
    await expect.poll(lines).toEqual([`${up} 0`])
  })
})
