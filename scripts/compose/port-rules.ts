import { defaultPorts } from '../../packages/stack/native/ports.ts'
import { type ComposeRule, eachService, serviceOf } from './compose-rule.ts'

// The site alone can be put where others reach it; the port of each other service is for operators on the machine.
const publicServices = ['demo-site']
const bindAddress = `\${BIND_ADDRESS:-127.0.0.1}:`
const publishedPorts = {
  postgres: 'POSTGRES_PORT',
  redis: 'REDIS_PORT',
  minio: 'S3_PORT',
  'demo-site': 'PORT',
  guardian: 'GUARDIAN_PORT',
  prometheus: 'PROMETHEUS_PORT',
  alertmanager: 'ALERTMANAGER_PORT',
  grafana: 'GRAFANA_PORT',
  'node-exporter': 'NODE_EXPORTER_PORT',
  'postgres-exporter': 'POSTGRES_EXPORTER_PORT',
  'redis-exporter': 'REDIS_EXPORTER_PORT',
} as const

/** Who reaches which service. */
export const portRules: readonly ComposeRule[] = [
  {
    name: "ports are the stack's",
    violations: (file) =>
      Object.entries(file.services).flatMap(([name, service]) => {
        const variable = (publishedPorts as Record<string, keyof typeof defaultPorts>)[name]
        const published = (service.ports ?? []).map((port) => hostSide(port).slice(addressOf(port).length))
        const wanted = variable ? [`\${${variable}:-${defaultPorts[variable]}}`] : []
        return published.join() === wanted.join() ? [] : [name]
      }),
    plant: (file) => {
      serviceOf(file, 'grafana').ports = ['127.0.0.1:3000:3000']
    },
  },
  eachService(
    'only the site can be published beyond loopback, and is not by itself',
    (service, name) =>
      (service.ports ?? []).every(
        (port) => addressOf(port) === (publicServices.includes(name) ? bindAddress : '127.0.0.1:'),
      ),
    (service) => {
      service.ports = ['5432:5432']
    },
  ),
  eachService(
    'what publishes a port has a network that is not internal',
    (service, _name, file) =>
      !service.ports || (service.networks ?? []).some((name) => file.networks[name]?.internal !== true),
    (service) => {
      service.ports = ['127.0.0.1:1:1']
      service.networks = ['backend']
    },
  ),
]

/** `ADDRESS:PORT` of a published port. */
function hostSide(port: string): string {
  return port.replace(/:\d+$/, '')
}

/** The address of a published port, with its colon; empty when it is every one of the machine. */
function addressOf(port: string): string {
  return [bindAddress, '127.0.0.1:'].find((address) => port.startsWith(address)) ?? ''
}
