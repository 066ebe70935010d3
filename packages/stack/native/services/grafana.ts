import { randomBytes } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Service, ServiceContext } from '../service.ts'
import { findProgram, isReadable } from './find-program.ts'
import { makeServiceFolder } from './make-service-folder.ts'
import { checkPage } from './monitoring/check-page.ts'
import { writeServiceFile } from './write-service-file.ts'

export interface GrafanaSettings {
  readonly find?: (program: string) => Promise<string | null>
}

interface InstalledGrafana {
  readonly program: string
  /** Holds its defaults and its pages. */
  readonly home: string
}

const program = 'grafana-server'
// A first start makes its database.
const startTimeoutMs = 60_000
const homes = ['/usr/share/grafana', '/opt/homebrew/share/grafana', '/usr/local/share/grafana']

/**
 * Grafana with this stack's Prometheus as its source, where it is installed. The password of its `admin` is in the file
 * `admin-password` of its directory.
 */
export function createGrafanaService({ find = findProgram }: GrafanaSettings = {}): Service {
  return {
    name: 'grafana',
    dependsOn: [],
    port: 'GRAFANA_PORT',
    ports: ['GRAFANA_PORT'],
    startTimeoutMs,
    async missing() {
      if ((await findGrafana(find)) !== null) return null
      return `${program} is not installed, and Debian's archives do not have it; Prometheus shows the same figures`
    },
    async prepare(context) {
      await makeServiceFolder(dirname(sourceFileOf(context)), context.user)
      // Once: Grafana takes it over at its first start and keeps it.
      if (await stat(passwordFileOf(context)).catch(() => null)) return
      await writeServiceFile(passwordFileOf(context), randomBytes(24).toString('base64url'), context.user)
    },
    async files(context) {
      const path = join(context.projectDirectory, 'infra', 'compose', 'grafana-datasources.yml')
      const text = renderSource(await readFile(path, 'utf8'), { port: context.ports.PROMETHEUS_PORT })
      return [{ path: sourceFileOf(context), text }]
    },
    async processes(context) {
      const { directory } = context
      const installed = await findGrafana(find)
      return [
        {
          name: 'grafana',
          program: installed?.program ?? program,
          words: ['--homepath', installed?.home ?? '/usr/share/grafana'],
          environment: {
            GF_SERVER_HTTP_ADDR: '127.0.0.1',
            GF_SERVER_HTTP_PORT: String(context.ports.GRAFANA_PORT),
            GF_PATHS_DATA: join(directory, 'data'),
            GF_PATHS_LOGS: join(directory, 'data', 'log'),
            GF_PATHS_PLUGINS: join(directory, 'data', 'plugins'),
            GF_PATHS_PROVISIONING: join(directory, 'provisioning'),
            GF_LOG_MODE: 'console',
            GF_SECURITY_ADMIN_PASSWORD__FILE: passwordFileOf(context),
            GF_ANALYTICS_REPORTING_ENABLED: 'false',
            GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
            GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
            GF_PLUGINS_PREINSTALL_DISABLED: 'true',
          },
          workingDirectory: directory,
          runsAs: 'stack',
        },
      ]
    },
    check: (context) =>
      checkPage(context, { service: 'grafana', port: 'GRAFANA_PORT', path: '/api/health', includes: '"database"' }),
  }
}

/** The source that compose has, at this stack's address; throws when it is not written as expected. */
export function renderSource(text: string, { port }: { port: number }): string {
  const address = /(?<=^\s+url: )http:\/\/prometheus:9090$/m
  if (!address.test(text)) throw new Error('infra/compose/grafana-datasources.yml has no "url: http://prometheus:9090"')
  return text.replace(address, `http://127.0.0.1:${port}`)
}

async function findGrafana(find: (name: string) => Promise<string | null>): Promise<InstalledGrafana | null> {
  const found = await find(program)
  if (found === null) return null
  // Unpacked from an archive, its files are beside the folder of its program.
  const beside = dirname(dirname(await realpath(found).catch(() => found)))
  for (const home of [beside, ...homes]) {
    if (await isReadable(join(home, 'conf', 'defaults.ini'))) return { program: found, home }
  }
  return null
}

function sourceFileOf({ directory }: ServiceContext): string {
  return join(directory, 'provisioning', 'datasources', 'aura.yml')
}

function passwordFileOf({ directory }: ServiceContext): string {
  return join(directory, 'admin-password')
}
