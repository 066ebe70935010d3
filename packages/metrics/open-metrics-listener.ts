import type { Logger } from '@aura-sign/core'
import type { MetricsRegistry } from './create-metrics-registry.ts'
import { startMetricsServer } from './start-metrics-server.ts'

/** Serves the metrics where METRICS_HOST and METRICS_PORT say; without a port nowhere. Throws `port_in_use`. */
export async function openMetricsListener(
  registry: MetricsRegistry,
  options: { config: { METRICS_HOST: string; METRICS_PORT?: number | undefined }; logger: Logger },
): Promise<AsyncDisposable> {
  const { METRICS_HOST: host, METRICS_PORT: port } = options.config
  if (port === undefined) return { [Symbol.asyncDispose]: async () => undefined }
  const server = await startMetricsServer({ host, port, registry, logger: options.logger })
  return { [Symbol.asyncDispose]: server.close }
}
