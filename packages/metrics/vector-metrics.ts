import type { MetricsRegistry } from './create-metrics-registry.ts'
import { liveGauge } from './live-gauge.ts'
import { type Collector, startCollector } from './start-collector.ts'

/** What a comparison of the vector index with all vectors found. */
export interface VectorState {
  rows: number
  /** Null: searches compare all vectors. */
  index: { sizeBytes: number } | null
  /** Null where there is nothing to measure. */
  recall: number | null
}

/** Shows how well the vector index finds what is nearest. */
export function startVectorMetrics(
  registry: MetricsRegistry,
  options: { intervalMs: number; timeoutMs: number; read: () => Promise<VectorState> },
): Collector<VectorState> {
  const { intervalMs, timeoutMs, read } = options
  const collector = startCollector(registry, { name: 'vectors', intervalMs, timeoutMs, collect: read })
  liveGauge(
    registry,
    {
      name: 'aura_vector_recall',
      help: 'Share of the ten nearest that the vector index finds, from a sample of searches; absent without an index.',
    },
    () => collector.newest()?.recall ?? null,
  )
  liveGauge(
    registry,
    { name: 'aura_vector_index_usable', help: 'Whether searches go through a vector index: 0 when they compare all.' },
    () => {
      const state = collector.newest()
      return state ? Number(state.index !== null) : null
    },
  )
  liveGauge(registry, { name: 'aura_vector_index_size_bytes', help: 'Size of that index.' }, () => {
    return collector.newest()?.index?.sizeBytes ?? null
  })
  liveGauge(registry, { name: 'aura_vector_rows', help: 'Vectors of the model in use.' }, () => {
    return collector.newest()?.rows ?? null
  })
  return collector
}
