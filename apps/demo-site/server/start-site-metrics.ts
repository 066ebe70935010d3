import type { Clock } from '@aura-sign/core'
import { countUnjournaled } from '@aura-sign/identity'
import { countJobs } from '@aura-sign/jobs'
import { type MetricsRegistry, startComponentMetrics, startJournalMetrics, startQueueMetrics } from '@aura-sign/metrics'
import type { Sql } from '@aura-sign/postgres'
import { readHealth } from './read-health.ts'
import type { Probe } from './site-services.ts'

const intervalMs = 5_000
const timeoutMs = 4_000

/** Reads what the metrics show beside the requests: the queue, which outlives its workers, and the components. */
export function startSiteMetrics(
  registry: MetricsRegistry,
  options: { sql: Sql; clock: Clock; probes: readonly Probe[]; journaled: boolean },
): { stop(): Promise<void> } {
  const { sql, clock, probes, journaled } = options
  const queue = startQueueMetrics(registry, {
    ...{ intervalMs, timeoutMs },
    read: () => countJobs(sql, { now: clock.now() }),
  })
  const journal = journaled
    ? startJournalMetrics(registry, { ...{ intervalMs, timeoutMs }, read: () => readJournalCounts(sql, clock) })
    : null
  const components = startComponentMetrics(registry, {
    ...{ intervalMs, timeoutMs },
    read: async () => (await readHealth(probes)).components,
  })
  return {
    stop: async () => {
      await Promise.all([queue.stop(), journal?.stop(), components.stop()])
    },
  }
}

async function readJournalCounts(sql: Sql, clock: Clock) {
  const { count, oldestAt } = await countUnjournaled(sql)
  const oldestAgeSeconds = oldestAt ? Math.max(0, (clock.now().getTime() - oldestAt.getTime()) / 1_000) : null
  return { count, oldestAgeSeconds }
}
