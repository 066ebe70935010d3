import type { MetricsRegistry } from './create-metrics-registry.ts'
import { liveGauge } from './live-gauge.ts'
import { type Collector, startCollector } from './start-collector.ts'

export type ComponentStates = Readonly<Record<string, { status: 'ok' | 'degraded' | 'down' }>>

/** Shows whether what the site works with answers. */
export function startComponentMetrics(
  registry: MetricsRegistry,
  options: { intervalMs: number; timeoutMs: number; read: () => Promise<ComponentStates> },
): Collector<ComponentStates> {
  const { intervalMs, timeoutMs, read } = options
  const collector = startCollector(registry, { name: 'components', intervalMs, timeoutMs, collect: read })
  liveGauge(
    registry,
    {
      name: 'aura_component_up',
      help: 'Whether a component answers, as /api/health shows it: postgres, workers, vectors, redis, objects.',
      labelNames: ['component'],
    },
    () => {
      const states = collector.newest()
      if (!states) return null
      return Object.entries(states).map(([component, { status }]) => [{ component }, status === 'down' ? 0 : 1])
    },
  )
  return collector
}
