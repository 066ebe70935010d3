import type { Clock } from '@aura-sign/core'
import { countJobs } from '@aura-sign/jobs'
import { type MetricsRegistry, startComponentMetrics, startQueueMetrics } from '@aura-sign/metrics'
import type { Sql } from '@aura-sign/postgres'
import { readHealth } from './read-health.ts'
import type { Probe } from './site-services.ts'

const intervalMs = 5_000
const timeoutMs = 4_000

/** Reads what the metrics show beside the requests: the queue, which outlives its workers, and the components. */
export function startSiteMetrics(
  registry: MetricsRegistry,
  options: { sql: Sql; clock: Clock; probes: readonly Probe[] },
): { stop(): Promise<void> } {
  const { sql, clock, probes } = options
  const queue = startQueueMetrics(registry, {
    ...{ intervalMs, timeoutMs },
    read: () => countJobs(sql, { now: clock.now() }),
  })
  const components = startComponentMetrics(registry, {
    ...{ intervalMs, timeoutMs },
    read: async () => (await readHealth(probes)).components,
  })
  return {
    stop: async () => {
      await Promise.all([queue.stop(), components.stop()])
    },
  }
}
