import { type ComposeRule, eachService, sources } from './compose-rule.ts'
import type { ComposeService } from './read-compose-file.ts'

/** Whether everything that is named is there. */
export const declarationRules: readonly ComposeRule[] = [
  eachService(
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
  eachService(
    'files and folders that are mounted, built or run exist',
    (service, _name, _file, exists) => paths(service).every(exists),
    (service) => {
      service.volumes = ['./infra/nowhere:/etc/nowhere:ro']
    },
  ),
]

/** Paths in the checkout that a service needs. */
function paths(service: ComposeService): string[] {
  const { build } = service
  const mounted = sources(service).filter((source) => source.startsWith('./'))
  const built = build ? [`${build.context}/${build.dockerfile ?? 'Dockerfile'}`] : []
  const run = [...(service.command ?? []), ...(service.healthcheck?.test ?? [])].filter((word) => word.endsWith('.ts'))
  return [...mounted, ...built, ...run]
}
