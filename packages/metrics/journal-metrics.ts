import type { MetricsRegistry } from './create-metrics-registry.ts'
import { liveGauge } from './live-gauge.ts'
import { type Collector, startCollector } from './start-collector.ts'

/** What has no signed copy in the backup store yet. */
export interface JournalCounts {
  count: number
  oldestAgeSeconds: number | null
}

/** Shows how many acknowledged attestations would be lost with the database. */
export function startJournalMetrics(
  registry: MetricsRegistry,
  options: { intervalMs: number; timeoutMs: number; read: () => Promise<JournalCounts> },
): Collector<JournalCounts> {
  const { intervalMs, timeoutMs, read } = options
  const collector = startCollector(registry, { name: 'journal', intervalMs, timeoutMs, collect: read })
  liveGauge(
    registry,
    {
      name: 'aura_attestations_unjournaled',
      help: 'Attestations, or revocations, whose signed copy is not in the backup store yet.',
    },
    () => collector.newest()?.count ?? null,
  )
  liveGauge(
    registry,
    {
      name: 'aura_attestations_unjournaled_oldest_age_seconds',
      help: 'How long the oldest of them has waited; 0 when none does.',
    },
    () => {
      const counts = collector.newest()
      return counts ? (counts.oldestAgeSeconds ?? 0) : null
    },
  )
  return collector
}
