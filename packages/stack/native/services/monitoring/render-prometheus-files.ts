import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StackPorts } from '../../ports.ts'
import { type ServiceContext, type ServiceFile, type ServiceName, serviceNames } from '../../service.ts'

/** What infra/prometheus/prometheus.yml asks, and the port of this stack that takes its place. */
const portOfTarget: Readonly<Record<string, keyof StackPorts>> = {
  'demo-site:9464': 'SITE_METRICS_PORT',
  'worker:9465': 'WORKER_METRICS_PORT',
  'guardian:9466': 'GUARDIAN_METRICS_PORT',
  'postgres-exporter:9187': 'POSTGRES_EXPORTER_PORT',
  'redis-exporter:9121': 'REDIS_EXPORTER_PORT',
  'node-exporter:9100': 'NODE_EXPORTER_PORT',
  'alertmanager:9093': 'ALERTMANAGER_PORT',
  'localhost:9090': 'PROMETHEUS_PORT',
}

/** The services behind a scrape job that is not called as its only service is. */
const servicesOfJob: Readonly<Record<string, readonly ServiceName[]>> = {
  postgres: ['postgres', 'postgres-exporter'],
  redis: ['redis', 'redis-exporter'],
  node: ['node-exporter'],
}

export interface PrometheusSettings {
  /** Between two scrapes, and between two looks at the rules; default as in infra/prometheus/prometheus.yml. */
  readonly intervalSeconds?: number
  /** What every `runbook_url` begins with; default as there. */
  readonly runbookUrl?: string
  /** The text of each file of alerts before it is written; for tests that cannot wait for minutes. */
  readonly changeAlerts?: (text: string) => string
}

/** The configuration and the alerts of this checkout for this stack's addresses and services. */
export async function renderPrometheusFiles(
  context: ServiceContext,
  settings: PrometheusSettings,
): Promise<readonly ServiceFile[]> {
  const { ports, services, directory } = context
  const source = join(context.projectDirectory, 'infra', 'prometheus')
  const configuration = await readFile(join(source, 'prometheus.yml'), 'utf8')
  const files = [
    {
      path: join(directory, 'prometheus.yml'),
      text: renderConfiguration(configuration, { ports, services, settings }),
    },
  ]
  for (const name of (await readdir(join(source, 'alerts'))).sort()) {
    const text = renderAlerts(await readFile(join(source, 'alerts', name), 'utf8'), services)
    files.push({ path: join(alertsDirectoryOf(context), name), text: settings.changeAlerts?.(text) ?? text })
  }
  return files
}

export function alertsDirectoryOf({ directory }: Pick<ServiceContext, 'directory'>): string {
  return join(directory, 'alerts')
}

/**
 * The alerts without those that would say for ever that a service is not watched which this stack does not have. An empty
 * vector takes the place of such a condition: `absent` of a number is never there.
 */
export function renderAlerts(text: string, services: ReadonlySet<ServiceName>): string {
  return text.replace(/\babsent\([^()]*\bjob="([^"]+)"[^()]*\)/g, (condition, job: string) =>
    isWatched(job, services) ? condition : 'absent(vector(0))',
  )
}

/** The configuration with this stack's addresses and the jobs of its services; throws when it asks what is not of a native stack. */
export function renderConfiguration(
  text: string,
  options: { ports: StackPorts; services: ReadonlySet<ServiceName>; settings: PrometheusSettings },
): string {
  const { ports, services, settings } = options
  const { intervalSeconds, runbookUrl } = settings
  let replaced = 0
  const addressed = text.replace(/(?<=targets: \[(["']))[^"']+(?=\1\])/g, (target) => {
    const port = portOfTarget[target]
    if (port === undefined) throw new Error(`infra/prometheus/prometheus.yml names ${target}, which no service is`)
    replaced += 1
    return `127.0.0.1:${ports[port]}`
  })
  // One left as it was would be asked for by a name that only compose knows.
  if (replaced !== text.match(/\btargets:/g)?.length) {
    throw new Error('infra/prometheus/prometheus.yml has targets that are not written as ["<service>:<port>"]')
  }
  // With the lines below it, which stand further in.
  const asked = addressed.replace(/^ {2}- job_name: (\S+)\n(?: {4}.*\n?)*/gm, (lines, job: string) =>
    isWatched(job, services) ? lines : '',
  )
  const paced = intervalSeconds === undefined ? asked : asked.replace(/(_interval): \S+/g, `$1: ${intervalSeconds}s`)
  return runbookUrl === undefined ? paced : paced.replace(/(?<=^ +runbook: ).*$/m, () => JSON.stringify(runbookUrl))
}

/** Whether the stack has what a scrape job asks: stopped or not, for who stops a service wants to be reminded of it. */
function isWatched(job: string, services: ReadonlySet<ServiceName>): boolean {
  const behind = servicesOfJob[job] ?? serviceNames.filter((name) => name === job)
  if (behind.length === 0) throw new Error(`infra/prometheus names the job ${job}, which no service is`)
  return behind.every((name) => services.has(name))
}
