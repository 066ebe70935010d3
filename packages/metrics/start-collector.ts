import { sleep, within } from '@aura-sign/core'
import { Gauge } from '@prometheus-io/client'
import type { MetricsRegistry } from './create-metrics-registry.ts'

export interface Collector<T> {
  /** What was read last; null while it cannot be read, so that no old number is shown. */
  newest(): T | null
  stop(): Promise<void>
}

export interface CollectorOptions<T> {
  /** Label of `aura_collector_up`. */
  name: string
  intervalMs: number
  /** What takes longer counts as failed. */
  timeoutMs: number
  collect: () => Promise<T>
}

/**
 * Reads what metrics need from elsewhere, again and again and beside the scrapes: one is never kept waiting, and a
 * failure shows at once as `aura_collector_up` 0 and as series that are absent.
 */
export function startCollector<T>(registry: MetricsRegistry, options: CollectorOptions<T>): Collector<T> {
  const { name, intervalMs, timeoutMs } = options
  const up = upGauge(registry)
  const stopping = new AbortController()
  let newest: T | null = null
  // A read that hangs is waited for before the next: they must not pile up on what is slow already.
  let hanging = false

  const read = async () => {
    hanging = true
    const reading = options.collect().finally(() => {
      hanging = false
    })
    try {
      newest = await within(reading, timeoutMs)
      up.set({ collector: name }, 1)
    } catch {
      fail()
    }
  }
  const fail = () => {
    newest = null
    up.set({ collector: name }, 0)
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      if (hanging) fail()
      else await read()
      await sleep(intervalMs, stopping.signal)
    }
  }
  up.set({ collector: name }, 0)
  const ended = loop()
  const stop = async () => {
    stopping.abort()
    await ended
  }
  return { newest: () => newest, stop }
}

function upGauge(registry: MetricsRegistry): Gauge<'collector'> {
  const name = 'aura_collector_up'
  const known = registry.getSingleMetric(name)
  if (known instanceof Gauge) return known
  return new Gauge({
    name,
    help: 'Whether the last background read of these values succeeded; when 0, they have no series.',
    labelNames: ['collector'],
    registers: [registry],
  })
}
