import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { startComponentMetrics } from './component-metrics.ts'
import { createMetricsRegistry, type MetricsRegistry } from './create-metrics-registry.ts'
import { databaseMetrics } from './database-metrics.ts'
import { httpMetrics } from './http-metrics.ts'
import { startJournalMetrics } from './journal-metrics.ts'
import { startObjectsMetrics } from './objects-metrics.ts'
import { startQueueMetrics } from './queue-metrics.ts'
import { startRecoveryMetrics } from './recovery-metrics.ts'
import { readAlerts } from './testing/read-alerts.ts'
import { startVectorMetrics } from './vector-metrics.ts'
import { startWalArchiveMetrics } from './wal-archive-metrics.ts'
import { observeEmbedder, workerMetrics } from './worker-metrics.ts'

const stops: (() => Promise<void>)[] = []
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())))

/** Everything that any process shows. */
function fullRegistry(): MetricsRegistry {
  const registry = createMetricsRegistry()
  const never = { intervalMs: 60_000, timeoutMs: 1_000, read: () => Promise.reject(new Error('not read here')) }
  httpMetrics(registry)
  databaseMetrics(registry, { connectionsMax: 10 })
  workerMetrics(registry, () => ({ completed: 0, retried: 0, failed: 0, lost: 0 }))
  observeEmbedder(registry, { embed: async () => [] })
  const collectors = [
    startQueueMetrics(registry, never),
    startJournalMetrics(registry, never),
    startComponentMetrics(registry, never),
    startVectorMetrics(registry, never),
    startWalArchiveMetrics(registry, never),
    startObjectsMetrics(registry, { ...never, now: () => new Date(0) }),
    startRecoveryMetrics(registry, {
      ...{ ...never, readStore: never.read, now: () => new Date(0) },
      readGuardian: () => ({
        newestHeartbeatAt: null,
        heartbeatFailures: { database: 0, backup_store: 0 },
        backupRunning: false,
        backups: { succeeded: 0, failed: 0 },
        scheduleActive: null,
        tasks: [],
      }),
    }),
  ]
  stops.push(...collectors.map(({ stop }) => stop))
  return registry
}

const ownNames = () =>
  fullRegistry()
    .getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith('aura_'))
    .sort()

describe('docs/METRICS.md', () => {
  it('names every metric of ours, and no other', () => {
    const text = readFileSync(new URL('../../docs/METRICS.md', import.meta.url), 'utf8')
    const named = [...text.matchAll(/^\| `(aura_\w+)`/gm)].map(([, name]) => name)
    expect(named.sort()).toEqual(ownNames())
  })
})

describe('the alerts', () => {
  it('ask only for metrics of ours that there are', () => {
    const names = new Set(ownNames())
    const asked = readAlerts().flatMap(({ expr }) => expr.match(/\baura_\w+/g) ?? [])
    const unknown = asked.filter((name) => !names.has(name.replace(/_(bucket|count|sum)$/, '')))
    expect([asked.length > 10, unknown]).toEqual([true, []])
  })
})
