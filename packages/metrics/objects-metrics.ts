import type { MetricsRegistry } from './create-metrics-registry.ts'
import { liveGauge } from './live-gauge.ts'
import { type Collector, startCollector } from './start-collector.ts'

/** The newest run that went through all objects; null: there was none. */
export type ObjectCopiesState = { startedAt: Date; objects: number; sizeBytes: number; failed: number } | null

/** Shows how old the copies of the objects in the backup store are, as it says itself. */
export function startObjectsMetrics(
  registry: MetricsRegistry,
  options: { intervalMs: number; timeoutMs: number; now: () => Date; read: () => Promise<ObjectCopiesState> },
): Collector<ObjectCopiesState> {
  const { intervalMs, timeoutMs, now, read } = options
  const collector = startCollector(registry, { name: 'object_copies', intervalMs, timeoutMs, collect: read })
  const gauge = (name: string, help: string, value: (run: NonNullable<ObjectCopiesState>) => number) =>
    liveGauge(registry, { name, help }, () => {
      const run = collector.newest()
      return run ? value(run) : null
    })
  gauge(
    'aura_objects_backup_age_seconds',
    'What of the objects would be lost with their store: the time since the newest run that went through all of them began.',
    ({ startedAt }) => (now().getTime() - startedAt.getTime()) / 1_000,
  )
  gauge('aura_objects_backup_failures', 'Objects of which that run made no copy.', ({ failed }) => failed)
  gauge('aura_objects_backup_objects', 'Objects that it saw.', ({ objects }) => objects)
  gauge('aura_objects_backup_size_bytes', 'Their size.', ({ sizeBytes }) => sizeBytes)
  return collector
}
