import type { ComposeFile, ComposeService } from './read-compose-file.ts'

/** What the compose file has to hold to; `violations` names the offenders. */
export interface ComposeRule {
  readonly name: string
  violations(file: ComposeFile, exists: (path: string) => boolean): string[]
  /** Breaks the rule in a file that keeps it. */
  plant(file: ComposeFile): void
}

/** A rule on each service by itself; the fault is planted in Redis. */
export function eachService(
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

export function serviceOf(file: ComposeFile, name: string): ComposeService {
  const service = file.services[name]
  if (!service) throw new Error(`there is no service ${name}`)
  return service
}

export function setVariable(file: ComposeFile, service: string, variables: Record<string, string>): void {
  const { environment } = serviceOf(file, service)
  Object.assign(environment ?? {}, variables)
}

/** Host side of what a service mounts: paths, or names of volumes. */
export function sources(service: ComposeService): string[] {
  return (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '')
}
