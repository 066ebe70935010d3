import type { Service } from './service.ts'
import { createAlertmanagerService } from './services/alertmanager.ts'
import { createGrafanaService } from './services/grafana.ts'
import { nodeExporterService } from './services/node-exporter.ts'
import { postgresExporterService } from './services/postgres-exporter.ts'
import { createPrometheusService } from './services/prometheus.ts'
import { redisExporterService } from './services/redis-exporter.ts'

/** What watches a stack. It depends on nothing that it watches, so that it is up when that is not. */
export function monitoringServices(
  settings: { webhookUrl?: string | undefined; runbookUrl?: string | undefined } = {},
): readonly Service[] {
  const { webhookUrl, runbookUrl } = settings
  return [
    createPrometheusService({ ...(runbookUrl !== undefined && { runbookUrl }) }),
    createAlertmanagerService({ ...(webhookUrl !== undefined && { webhookUrl }) }),
    createGrafanaService(),
    nodeExporterService,
    postgresExporterService,
    redisExporterService,
  ]
}
