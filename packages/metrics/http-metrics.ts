import { Counter, Histogram } from '@prometheus-io/client'
import type { MetricsRegistry } from './create-metrics-registry.ts'

export interface HttpMetrics {
  /** An answered request; `route` is the template, never the address that was asked for. */
  onResponse(request: { route: string; method: string; status: number; durationMs: number }): void
  /** A sign-in: `accepted`, why it was refused, or `failed` when that could not be decided. */
  onSignIn(outcome: string): void
}

/** What the site answers, and how fast. */
export function httpMetrics(registry: MetricsRegistry): HttpMetrics {
  const duration = new Histogram({
    name: 'aura_http_request_duration_seconds',
    help: 'From the request to the last byte of its answer, by route template, method and class of status.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const signIns = new Counter({
    name: 'aura_sign_ins_total',
    help: 'Attempts to sign in, by outcome: accepted, the reason of a refusal, or failed.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  // There from the start: a rate needs the zero before the first.
  for (const outcome of ['accepted', 'failed']) signIns.inc({ outcome }, 0)
  return {
    onResponse({ route, method, status, durationMs }) {
      duration.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, durationMs / 1_000)
    },
    onSignIn: (outcome) => signIns.inc({ outcome }),
  }
}
