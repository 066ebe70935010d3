import { Counter, Gauge, Histogram } from '@prometheus-io/client'
import type { MetricsRegistry } from './create-metrics-registry.ts'

/** Fits the observer of a pool in @aura-sign/postgres. */
export interface DatabaseMetrics {
  onStart(): void
  onEnd(query: { outcome: 'ok' | 'error' | 'lost'; durationMs: number }): void
}

/** What the queries of this process take, waiting for a connection included, and how often the database was away. */
export function databaseMetrics(registry: MetricsRegistry, options: { connectionsMax: number }): DatabaseMetrics {
  const duration = new Histogram({
    name: 'aura_db_query_duration_seconds',
    help: 'From asking for a connection to the answer, for every query, begin and commit; outcome ok, error or lost.',
    labelNames: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  })
  const failures = new Counter({
    name: 'aura_db_connection_failures_total',
    help: 'Queries that failed because the database was away, went away, was starting or was full.',
    registers: [registry],
  })
  const inFlight = new Gauge({
    name: 'aura_db_queries_in_flight',
    help: 'Queries that wait for a connection or for their answer.',
    registers: [registry],
  })
  new Gauge({
    name: 'aura_db_pool_connections_max',
    help: 'Connections that this process may open; more queries in flight than this wait for one.',
    registers: [registry],
  }).set(options.connectionsMax)
  return {
    onStart: () => inFlight.inc(),
    onEnd({ outcome, durationMs }) {
      inFlight.dec()
      duration.observe({ outcome }, durationMs / 1_000)
      if (outcome === 'lost') failures.inc()
    },
  }
}
