import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Service, ServiceContext } from '../service.ts'
import { checkPage } from './monitoring/check-page.ts'
import { findMonitoringProgram, missingProgram } from './monitoring/find-monitoring-program.ts'

const programs = ['prometheus-alertmanager', 'alertmanager']
const startTimeoutMs = 15_000

export interface AlertmanagerSettings {
  /** Where alerts are posted; without one they are shown on its page only. Often holds a secret. */
  readonly webhookUrl?: string
  /** How long it waits for more alerts of one kind, and between two messages; default as in infra/alertmanager. */
  readonly groupSeconds?: number
}

/** Alertmanager with the routes of `infra/alertmanager`, alone: it listens for no cluster. */
export function createAlertmanagerService(settings: AlertmanagerSettings = {}): Service {
  return {
    name: 'alertmanager',
    dependsOn: [],
    port: 'ALERTMANAGER_PORT',
    ports: ['ALERTMANAGER_PORT'],
    startTimeoutMs,
    missing: () => missingProgram(programs),
    prepare: async () => undefined,
    async files(context) {
      const source = join(context.projectDirectory, 'infra', 'alertmanager', 'alertmanager.yml')
      return [{ path: settingsFileOf(context), text: renderRoutes(await readFile(source, 'utf8'), settings) }]
    },
    processes: async (context) => [
      {
        name: 'alertmanager',
        program: (await findMonitoringProgram(programs)) ?? 'alertmanager',
        words: [
          `--config.file=${settingsFileOf(context)}`,
          `--storage.path=${join(context.directory, 'data')}`,
          `--web.listen-address=127.0.0.1:${context.ports.ALERTMANAGER_PORT}`,
          // Else links name this machine, where it does not listen.
          `--web.external-url=http://localhost:${context.ports.ALERTMANAGER_PORT}`,
          '--cluster.listen-address=',
        ],
        workingDirectory: context.directory,
        runsAs: 'stack',
      },
    ],
    check: async (context) => {
      const where = { service: 'alertmanager', port: 'ALERTMANAGER_PORT' } as const
      await checkPage(context, { ...where, path: '/-/ready' })
      await checkPage(context, { ...where, path: '/metrics', includes: '\nalertmanager_build_info' })
    },
  }
}

/** The routes with the address of the receiver. */
export function renderRoutes(text: string, { webhookUrl, groupSeconds }: AlertmanagerSettings): string {
  const paced = groupSeconds === undefined ? text : text.replace(/(group_\w+): \d+\w/g, `$1: ${groupSeconds}s`)
  if (webhookUrl === undefined) return paced
  const receiver = '  - name: operators\n'
  if (!paced.includes(receiver)) throw new Error('infra/alertmanager/alertmanager.yml has no receiver "operators"')
  return paced.replace(receiver, () => `${receiver}    webhook_configs: [{ url: ${JSON.stringify(webhookUrl)} }]\n`)
}

function settingsFileOf({ directory }: ServiceContext): string {
  return join(directory, 'alertmanager.yml')
}
