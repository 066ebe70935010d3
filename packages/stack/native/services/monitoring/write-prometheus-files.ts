import { chown, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StackPorts } from '../../ports.ts'
import type { ServiceContext } from '../../service.ts'
import { writeServiceFile } from '../write-service-file.ts'

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

export interface PrometheusSettings {
  /** Between two scrapes, and between two looks at the rules; default as in infra/prometheus/prometheus.yml. */
  readonly intervalSeconds?: number
  /** What every `runbook_url` begins with; default as there. */
  readonly runbookUrl?: string
  /** The text of each file of alerts before it is written; for tests that cannot wait for minutes. */
  readonly changeAlerts?: (text: string) => string
}

/** Writes the configuration and the alerts of this checkout for this stack's addresses; returns the former's path. */
export async function writePrometheusFiles(context: ServiceContext, settings: PrometheusSettings): Promise<string> {
  const { directory, user } = context
  const source = join(context.projectDirectory, 'infra', 'prometheus')
  const alerts = join(directory, 'alerts')
  // Those of an earlier version must not go on alerting.
  await rm(alerts, { recursive: true, force: true })
  await mkdir(alerts, { mode: 0o700 })
  if (user) await chown(alerts, user.uid, user.gid)
  for (const name of await readdir(join(source, 'alerts'))) {
    const text = await readFile(join(source, 'alerts', name), 'utf8')
    await writeServiceFile(join(alerts, name), settings.changeAlerts?.(text) ?? text, user)
  }
  const path = join(directory, 'prometheus.yml')
  const configuration = await readFile(join(source, 'prometheus.yml'), 'utf8')
  await writeServiceFile(path, renderConfiguration(configuration, { ports: context.ports, settings }), user)
  return path
}

/** The configuration with this stack's addresses; throws when it asks something that is not of a native stack. */
export function renderConfiguration(
  text: string,
  { ports, settings }: { ports: StackPorts; settings: PrometheusSettings },
): string {
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
  const paced =
    intervalSeconds === undefined ? addressed : addressed.replace(/(_interval): \S+/g, `$1: ${intervalSeconds}s`)
  return runbookUrl === undefined ? paced : paced.replace(/(?<=^ +runbook: ).*$/m, () => JSON.stringify(runbookUrl))
}
