import { readFileSync } from 'node:fs'
import { siteConfigSchema } from '../../apps/demo-site/server/config.ts'
import { guardianConfigSchema } from '../../apps/guardian/config.ts'
import { workerConfigSchema } from '../../apps/worker/config.ts'
import { defaultPorts } from '../../packages/stack/native/ports.ts'
import { serviceNames } from '../../packages/stack/native/service.ts'
import type { ComposeFile, ComposeService } from './read-compose-file.ts'
import { withDefaults } from './read-compose-file.ts'

/** What the compose file has to hold to; `violations` names the offenders. */
export interface ComposeRule {
  readonly name: string
  violations(file: ComposeFile, exists: (path: string) => boolean): string[]
  /** Breaks the rule in a file that keeps it. */
  plant(file: ComposeFile): void
}

/** One-offs of ours beside the stack's service names. */
const extraServices = ['buckets']
const oneOffs = ['migrate', 'buckets']
// The site alone can be put where others reach it; the port of each other service is for operators on the machine.
const publicServices = ['demo-site']
const bindAddress = `\${BIND_ADDRESS:-127.0.0.1}:`
const schemas = { 'demo-site': siteConfigSchema, worker: workerConfigSchema, guardian: guardianConfigSchema }
const metricsPorts = {
  'demo-site': defaultPorts.SITE_METRICS_PORT,
  worker: defaultPorts.WORKER_METRICS_PORT,
  guardian: defaultPorts.GUARDIAN_METRICS_PORT,
}
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

export const composeRules: readonly ComposeRule[] = [
  {
    name: "services have the stack's names",
    violations: (file) => {
      const wanted = [...serviceNames, ...extraServices]
      return [...wanted, ...Object.keys(file.services)].filter(
        (name) => !(wanted.includes(name) && name in file.services),
      )
    },
    plant: (file) => delete file.services.grafana,
  },
  each(
    'every service that stays up has a healthcheck',
    (service, name) => oneOffs.includes(name) || (service.healthcheck?.test.length ?? 0) > 1,
    (service) => delete service.healthcheck,
  ),
  each(
    'one-offs end, the others are started again',
    (service, name) => service.restart === (oneOffs.includes(name) ? 'on-failure:5' : 'unless-stopped'),
    (service) => delete service.restart,
  ),
  each(
    'nothing runs as root',
    (service) => /^[1-9]\d*:\d+$/.test(service.user ?? ''),
    (service) => {
      service.user = '0:0'
    },
  ),
  each(
    'root file systems are read-only',
    (service) => service.read_only === true,
    (service) => {
      service.read_only = false
    },
  ),
  each(
    'no capability is kept',
    (service) => service.cap_drop?.includes('ALL') === true && !service.cap_add && service.privileged !== true,
    (service) => {
      service.cap_drop = []
    },
  ),
  each(
    'no process gains privileges',
    (service) => service.security_opt?.includes('no-new-privileges:true') === true,
    (service) => {
      service.security_opt = []
    },
  ),
  each(
    'logs are rotated',
    (service) => Boolean(service.logging?.options?.['max-size'] && service.logging.options['max-file']),
    (service) => delete service.logging,
  ),
  each(
    'resources are limited',
    (service) => {
      const limits = service.deploy?.resources?.limits
      return Boolean(limits?.cpus && limits.memory && limits.pids)
    },
    (service) => delete service.deploy,
  ),
  each(
    'a stop has a bound',
    (service, name) => name === 'buckets' || service.stop_grace_period !== undefined,
    (service) => delete service.stop_grace_period,
  ),
  each(
    'images have an exact version',
    (service) => isPinned(service.image ?? ''),
    (service) => {
      service.image = 'postgres:latest'
    },
  ),
  each(
    'dependencies exist and are waited for',
    (service, _name, file) =>
      Object.entries(service.depends_on ?? {}).every(
        ([name, { condition }]) =>
          name in file.services &&
          condition === (oneOffs.includes(name) ? 'service_completed_successfully' : 'service_healthy'),
      ),
    (service) => {
      service.depends_on = { nothing: { condition: 'service_healthy' } }
    },
  ),
  each(
    'networks, volumes and secrets are declared',
    (service, _name, file) =>
      (service.networks ?? []).every((name) => name in file.networks) &&
      (service.secrets ?? []).every((name) => name in file.secrets) &&
      sources(service).every((source) => /^[./]/.test(source) || source in file.volumes),
    (service) => {
      service.secrets = ['unheard_of']
    },
  ),
  {
    name: 'everything declared is used',
    violations: (file) => {
      const services = Object.values(file.services)
      const used = new Set(
        services.flatMap((service) => [...(service.networks ?? []), ...(service.secrets ?? []), ...sources(service)]),
      )
      return [file.networks, file.volumes, file.secrets].flatMap(Object.keys).filter((name) => !used.has(name))
    },
    plant: (file) => {
      file.secrets.idle = { file: './secrets/idle' }
    },
  },
  each(
    'a secret file in the environment is a secret of the service',
    (service) =>
      Object.entries(service.environment ?? {})
        .filter(([name, value]) => name.endsWith('_FILE') || value.startsWith('/run/secrets/'))
        .every(([, value]) => (service.secrets ?? []).some((name) => value === `/run/secrets/${name}`)),
    (service) => {
      service.environment = { ...service.environment, DATABASE_URL_FILE: '/run/secrets/nowhere' }
    },
  ),
  each(
    'no secret stands in the environment or the arguments',
    (service) =>
      Object.entries(service.environment ?? {}).every(
        ([name, value]) =>
          !/(PASSWORD|SECRET|TOKEN|DATABASE_URL|REDIS_URL)\w*$/.test(name) || value.startsWith('/run/secrets/'),
      ) &&
      !/:\/\/[^/\s]*:[^/\s]*@|requirepass|--\w*password/.test(
        [...(service.command ?? []), ...(service.entrypoint ?? [])].join(' '),
      ),
    (service) => {
      service.environment = { ...service.environment, REDIS_PASSWORD: 'hunter2' }
    },
  ),
  each(
    'files and folders that are mounted, built or run exist',
    (service, _name, _file, exists) => paths(service).every(exists),
    (service) => {
      service.volumes = ['./infra/nowhere:/etc/nowhere:ro']
    },
  ),
  {
    name: "the apps' variables are those that they read",
    violations: (file) =>
      Object.entries(schemas).flatMap(([name, schema]) => {
        const known = Object.keys(schema.shape)
        return Object.keys(file.services[name]?.environment ?? {}).filter(
          (variable) => !known.includes(variable) && !known.includes(variable.replace(/_FILE$/, '')),
        )
      }),
    plant: (file) => {
      setVariable(file, 'worker', { WORKER_SPEED: '9' })
    },
  },
  {
    name: "the apps' variables have values that they take",
    violations: (file) =>
      Object.entries(schemas).flatMap(([name, schema]) => {
        const environment = Object.entries(file.services[name]?.environment ?? {}).map(
          ([variable, value]) =>
            [
              variable.replace(/_FILE$/, ''),
              variable.endsWith('_FILE') ? exampleOf(variable) : withDefaults(value),
            ] as const,
        )
        const result = schema.safeParse(Object.fromEntries(environment.filter(([, value]) => value !== '')))
        return result.success
          ? []
          : result.error.issues.map((issue) => `${name} ${issue.path.join('.')}: ${issue.message}`)
      }),
    plant: (file) => {
      setVariable(file, 'guardian', { GUARDIAN_PORT: 'many' })
    },
  },
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
  each(
    'only the site can be published beyond loopback, and is not by itself',
    (service, name) =>
      (service.ports ?? []).every(
        (port) => addressOf(port) === (publicServices.includes(name) ? bindAddress : '127.0.0.1:'),
      ),
    (service) => {
      service.ports = ['5432:5432']
    },
  ),
  each(
    'what publishes a port has a network that is not internal',
    (service, _name, file) =>
      !service.ports || (service.networks ?? []).some((name) => file.networks[name]?.internal !== true),
    (service) => {
      service.ports = ['127.0.0.1:1:1']
      service.networks = ['backend']
    },
  ),
  {
    name: 'metrics are where Prometheus looks',
    violations: (file) =>
      Object.entries(metricsPorts)
        .filter(
          ([name, port]) =>
            file.services[name]?.environment?.METRICS_PORT !== String(port) ||
            file.services[name]?.environment?.METRICS_HOST !== '0.0.0.0',
        )
        .map(([name]) => name),
    plant: (file) => {
      setVariable(file, 'worker', { METRICS_PORT: '9999' })
    },
  },
  {
    name: 'shared memory holds maintenance_work_mem',
    violations: (file) => {
      const postgres = file.services.postgres
      const setting = postgres?.command?.map((word) => /^maintenance_work_mem=(.*)$/.exec(word)?.[1]).find(Boolean)
      const needed = megabytes(setting)
      return needed > 0 && megabytes(postgres?.shm_size) >= needed ? [] : ['postgres']
    },
    plant: (file) => {
      serviceOf(file, 'postgres').shm_size = '64mb'
    },
  },
  {
    name: 'backups have credentials of their own',
    violations: (file) => {
      const objects = file.services['demo-site']?.environment ?? {}
      const backups = file.services.guardian?.environment ?? {}
      const shared = (file.services.guardian?.secrets ?? []).filter((name) => name.startsWith('objects'))
      const same = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY_FILE'].filter(
        (name) =>
          withDefaults(objects[`OBJECT_STORE_${name}`] ?? '') === withDefaults(backups[`BACKUP_STORE_${name}`] ?? ''),
      )
      return [...shared, ...same]
    },
    plant: (file) => {
      setVariable(file, 'guardian', { BACKUP_STORE_ACCESS_KEY_ID: 'aura-objects' })
    },
  },
]

/** A rule on each service by itself; the fault is planted in Redis. */
function each(
  name: string,
  keeps: (service: ComposeService, name: string, file: ComposeFile, exists: (path: string) => boolean) => boolean,
  plant: (service: ComposeService) => unknown,
): ComposeRule {
  return {
    name,
    violations: (file, exists) =>
      Object.entries(file.services)
        .filter(([service, value]) => !keeps(value, service, file, exists))
        .map(([service]) => service),
    plant: (file) => {
      const redis = file.services.redis
      if (redis) plant(redis)
    },
  }
}

function isPinned(image: string): boolean {
  const [, tag] = /:([^:/@]+)(@sha256:[0-9a-f]{64})?$/.exec(image) ?? []
  return tag !== undefined && /\d+\.\d+\.\d+|RELEASE\.\d{4}-\d{2}-\d{2}/.test(tag)
}

/** Host side of what a service mounts: paths, or names of volumes. */
function sources(service: ComposeService): string[] {
  return (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '')
}

/** Paths in the checkout that a service needs. */
function paths(service: ComposeService): string[] {
  const { build } = service
  const mounted = sources(service).filter((source) => source.startsWith('./'))
  const built = build ? [`${build.context}/${build.dockerfile ?? 'Dockerfile'}`] : []
  const run = [...(service.command ?? []), ...(service.healthcheck?.test ?? [])].filter((word) => word.endsWith('.ts'))
  return [...mounted, ...built, ...run]
}

/** `ADDRESS:PORT` of a published port. */
function hostSide(port: string): string {
  return port.replace(/:\d+$/, '')
}

/** The address of a published port, with its colon; empty when it is every one of the machine. */
function addressOf(port: string): string {
  return [bindAddress, '127.0.0.1:'].find((address) => port.startsWith(address)) ?? ''
}

function megabytes(size: string | undefined): number {
  const [, amount, unit] = /^(\d+)(mb?|gb?)$/i.exec(size ?? '') ?? []
  return Number(amount ?? 0) * (unit?.toLowerCase().startsWith('g') ? 1024 : 1)
}

/** A secret of the form that scripts/make_compose_secrets.sh gives it. */
function exampleOf(variable: string): string {
  const host = { DATABASE_URL_FILE: 'postgresql://admin:x@postgres:5432/aura', REDIS_URL_FILE: 'redis://:x@redis:6379' }
  return host[variable as keyof typeof host] ?? 'f'.repeat(64)
}

function serviceOf(file: ComposeFile, name: string): ComposeService {
  const service = file.services[name]
  if (!service) throw new Error(`there is no service ${name}`)
  return service
}

function setVariable(file: ComposeFile, service: string, variables: Record<string, string>): void {
  const { environment } = serviceOf(file, service)
  Object.assign(environment ?? {}, variables)
}

/** Tags that a Dockerfile builds from. */
export function baseImages(dockerfile: string): string[] {
  const stages = new Set<string>()
  const images: string[] = []
  for (const [, image = '', stage] of readFileSync(dockerfile, 'utf8').matchAll(/^FROM (\S+)(?: AS (\S+))?$/gm)) {
    if (!stages.has(image)) images.push(image)
    if (stage) stages.add(stage)
  }
  return images
}
