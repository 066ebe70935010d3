import { Counter } from '@prometheus-io/client'
import type { MetricsRegistry } from './create-metrics-registry.ts'
import { liveGauge } from './live-gauge.ts'
import { type Collector, startCollector } from './start-collector.ts'

/** Of the archiver, as the server says; null: it is not asked to archive. */
export type WalArchiving = { fault: string | null; lastSuccessAt: Date | null; failures: number } | null

/** Shows whether WAL reaches its archive. No series where none is to, and none where the server does not answer. */
export function startWalArchiveMetrics(
  registry: MetricsRegistry,
  options: { intervalMs: number; timeoutMs: number; read: () => Promise<WalArchiving> },
): Collector<WalArchiving> {
  const { intervalMs, timeoutMs, read } = options
  const collector = startCollector(registry, { name: 'wal_archive', intervalMs, timeoutMs, collect: read })
  const lastSuccess = {
    name: 'aura_wal_archive_last_success_timestamp_seconds',
    help: 'When the newest segment of WAL was archived; absent where none was.',
  }
  liveGauge(registry, lastSuccess, () => {
    const at = collector.newest()?.lastSuccessAt
    return at ? at.getTime() / 1_000 : null
  })
  const failing = {
    name: 'aura_wal_archive_failing',
    help: 'Whether the newest attempt to archive WAL failed; absent where none is archived.',
  }
  liveGauge(registry, failing, () => {
    const state = collector.newest()
    return state ? Number(state.fault !== null) : null
  })
  new Counter({
    name: 'aura_wal_archive_failures_total',
    help: 'Attempts to archive WAL that failed, as the server counts them.',
    registers: [registry],
    collect() {
      // As with gauges: reset() would put a 0 where nothing is known.
      this.remove()
      const state = collector.newest()
      if (state) this.inc(state.failures)
    },
  })
  return collector
}
