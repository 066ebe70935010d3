import type { MetricsRegistry } from './create-metrics-registry.ts'
import { liveGauge } from './live-gauge.ts'
import { type Collector, startCollector } from './start-collector.ts'

/** The queue as the database has it. */
export interface QueueCounts {
  queued: number
  due: number
  running: number
  failed: number
  oldestDueAgeSeconds: number | null
}

/** Shows the depth of the queue. Belongs to a process that stays up when the workers do not. */
export function startQueueMetrics(
  registry: MetricsRegistry,
  options: { intervalMs: number; timeoutMs: number; read: () => Promise<QueueCounts> },
): Collector<QueueCounts> {
  const { intervalMs, timeoutMs, read } = options
  const collector = startCollector(registry, { name: 'queue', intervalMs, timeoutMs, collect: read })
  liveGauge(
    registry,
    {
      name: 'aura_jobs',
      help: 'Jobs by state: due (waits for a worker), scheduled (its time has not come), running, failed (kept).',
      labelNames: ['state'],
    },
    () => {
      const counts = collector.newest()
      if (!counts) return null
      return [
        [{ state: 'due' }, counts.due],
        [{ state: 'scheduled' }, counts.queued - counts.due],
        [{ state: 'running' }, counts.running],
        [{ state: 'failed' }, counts.failed],
      ]
    },
  )
  liveGauge(
    registry,
    {
      name: 'aura_jobs_oldest_due_age_seconds',
      help: 'How long the job that has waited longest has been due; 0 when none is.',
    },
    () => {
      const counts = collector.newest()
      return counts ? (counts.oldestDueAgeSeconds ?? 0) : null
    },
  )
  return collector
}
