import type { NativeServices, ServiceName } from '@aura-sign/stack'
import { type Finding, fail, ok, warn } from '../finding.ts'

// What they show is also at Prometheus or at the machine itself; nothing that people use and no alert ends with one of them alone.
const optional: ReadonlySet<ServiceName> = new Set([
  'grafana',
  'node-exporter',
  'postgres-exporter',
  'redis-exporter',
] satisfies ServiceName[])

const states = { stopped: 'it is stopped', ended: 'it ended, and nobody stopped it' }

/** Every service that was made runs; null is a stack whose services doctor cannot ask. */
export function checkServices(services: Pick<NativeServices, 'running' | 'standing'> | null): Finding[] {
  if (services === null) return []
  const { running, standing } = services
  if (running.size === 0) return [fail('services', 'none of this stack runs', 'Run "./aura stack up --detach".')]
  if (standing.size === 0) return [ok('services', `${running.size} of this stack run`)]
  return [...standing].map(([name, state]) =>
    (optional.has(name) ? warn : fail)(`service ${name}`, states[state], startService(name)),
  )
}

/** The next step for a service that does not run. */
export function startService(name: ServiceName): string {
  return `Run "./aura stack start ${name}"; if it ends again, "./aura stack logs ${name}" says why.`
}
