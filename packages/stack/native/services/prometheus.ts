import { join } from 'node:path'
import type { Service, ServiceContext } from '../service.ts'
import { checkPage } from './monitoring/check-page.ts'
import { findMonitoringProgram, missingProgram } from './monitoring/find-monitoring-program.ts'
import { type PrometheusSettings, writePrometheusFiles } from './monitoring/write-prometheus-files.ts'

const programs = ['prometheus']
const startTimeoutMs = 30_000
const retention = ['--storage.tsdb.retention.time=30d', '--storage.tsdb.retention.size=1GB']

/** Prometheus with the scrape jobs and the alerts of `infra/prometheus`. */
export function createPrometheusService(settings: PrometheusSettings = {}): Service {
  return {
    name: 'prometheus',
    dependsOn: [],
    port: 'PROMETHEUS_PORT',
    ports: ['PROMETHEUS_PORT'],
    startTimeoutMs,
    missing: () => missingProgram(programs),
    prepare: async (context) => {
      await writePrometheusFiles(context, settings)
    },
    processes: async (context) => [
      {
        name: 'prometheus',
        program: (await findMonitoringProgram(programs)) ?? 'prometheus',
        words: [
          `--config.file=${join(context.directory, 'prometheus.yml')}`,
          `--storage.tsdb.path=${dataDirectoryOf(context)}`,
          ...retention,
          `--web.listen-address=127.0.0.1:${context.ports.PROMETHEUS_PORT}`,
        ],
        workingDirectory: context.directory,
        runsAs: 'stack',
      },
    ],
    check: async (context) => {
      const where = { service: 'prometheus', port: 'PROMETHEUS_PORT' } as const
      await checkPage(context, {
        ...where,
        path: '/api/v1/status/flags',
        includes: JSON.stringify(dataDirectoryOf(context)),
      })
      await checkPage(context, { ...where, path: '/-/ready' })
    },
  }
}

function dataDirectoryOf({ directory }: ServiceContext): string {
  return join(directory, 'data')
}
