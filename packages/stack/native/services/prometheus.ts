import { join } from 'node:path'
import type { Service, ServiceContext } from '../service.ts'
import { makeServiceFolder } from './make-service-folder.ts'
import { checkPage } from './monitoring/check-page.ts'
import { findMonitoringProgram, missingProgram } from './monitoring/find-monitoring-program.ts'
import {
  alertsDirectoryOf,
  type PrometheusSettings,
  renderPrometheusFiles,
} from './monitoring/render-prometheus-files.ts'
import { runProgram } from './run-program.ts'

const programs = ['prometheus']
const startTimeoutMs = 30_000
const removalTimeoutMs = 30_000
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
    watches: true,
    async prepare(context) {
      const { user } = context
      const alerts = alertsDirectoryOf(context)
      // Those of an earlier version must not go on alerting.
      await runProgram('rm', ['-rf', '--', alerts], { user, workingDirectory: '/', timeoutMs: removalTimeoutMs })
      await makeServiceFolder(alerts, user)
    },
    files: (context) => renderPrometheusFiles(context, settings),
    processes: async (context) => [
      {
        name: 'prometheus',
        program: (await findMonitoringProgram(programs)) ?? 'prometheus',
        words: [
          `--config.file=${join(context.directory, 'prometheus.yml')}`,
          `--storage.tsdb.path=${dataDirectoryOf(context)}`,
          ...retention,
          `--web.listen-address=127.0.0.1:${context.ports.PROMETHEUS_PORT}`,
          // Else links name this machine, where it does not listen.
          `--web.external-url=http://localhost:${context.ports.PROMETHEUS_PORT}`,
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
