import { collectDefaultMetrics, Gauge, Registry } from '@prometheus-io/client'
import packageJson from './package.json' with { type: 'json' }

export type MetricsRegistry = Registry

/**
 * A registry with what every process shows: CPU, memory, event loop and garbage collection under the names that Node
 * dashboards know, and which version runs. There is no global one: a process decides what it shows, a test has its own.
 */
export function createMetricsRegistry(): MetricsRegistry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'aura_build_info',
    help: 'Always 1; which version runs, and on which Node.',
    labelNames: ['version', 'node_version'],
    registers: [registry],
  }).set({ version: packageJson.version, node_version: process.versions.node }, 1)
  return registry
}
