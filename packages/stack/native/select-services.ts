import type { Service, ServiceName } from './service.ts'

/** The services of these names (default: all); with `dependencies` also what they need, however indirectly. */
export function selectServices(
  services: readonly Service[],
  options: { names?: readonly ServiceName[] | undefined; dependencies: boolean },
): Service[] {
  const { names, dependencies } = options
  if (names === undefined || names.length === 0) return [...services]
  const selected = new Set<Service>()
  const add = (name: ServiceName) => {
    const service = services.find((candidate) => candidate.name === name)
    if (!service) throw new Error(`this stack has no service ${name}`)
    if (selected.has(service)) return
    selected.add(service)
    if (dependencies) for (const other of [...service.dependsOn, ...(service.uses ?? [])]) add(other)
  }
  for (const name of names) add(name)
  return services.filter((service) => selected.has(service))
}
