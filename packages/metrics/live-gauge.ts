import { Gauge } from '@prometheus-io/client'
import type { MetricsRegistry } from './create-metrics-registry.ts'

/** One series of a gauge: its labels and its value. */
export type Series = readonly [labels: Readonly<Record<string, string>>, value: number]

/** A gauge that is read at each scrape; what is not known then has no series, and no old number in its place. */
export function liveGauge(
  registry: MetricsRegistry,
  options: { name: string; help: string; labelNames?: readonly string[] },
  read: () => readonly Series[] | number | null,
): void {
  const labelNames = options.labelNames ?? []
  new Gauge({
    name: options.name,
    help: options.help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      // Without labels, reset() would put a 0 where nothing is known.
      if (labelNames.length === 0) this.remove()
      else this.reset()
      const value = read()
      if (value === null) return
      if (typeof value === 'number') return this.set(value)
      for (const [labels, number] of value) this.set(labels, number)
    },
  })
}
