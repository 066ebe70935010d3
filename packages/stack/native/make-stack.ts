import { existsSync, realpathSync } from 'node:fs'
import { AuraError, type Environment } from '@aura-sign/core'
import { assertDiskSpace } from './directory/assert-disk-space.ts'
import { makeStackDirectory } from './directory/make-stack-directory.ts'
import { readServiceRecord } from './directory/service-record.ts'
import { stackLayout } from './directory/stack-layout.ts'
import { findServiceUser } from './find-service-user.ts'
import { loadNativeSecrets, readNativeSecrets } from './load-native-secrets.ts'
import { contextOf, type MadeStack, madeStack } from './made-stack.ts'
import type { StackEvent } from './native-stack.ts'
import { assignPorts } from './ports/assign-ports.ts'
import { readPortsFile, writePortsFile } from './ports/ports-file.ts'
import { defaultPorts, type PortName, type StackPorts } from './ports.ts'
import { type Service, type ServiceName, serviceNames } from './service.ts'
import { hasSurvivor, isRunning } from './start-service.ts'
import { stopSurvivors } from './stop-survivors.ts'
import { stopUnrecorded } from './stop-unrecorded.ts'

export interface StackSettings {
  /** Where people find the stack. */
  readonly directory: string
  readonly projectDirectory: string
  readonly services: readonly Service[]
  readonly environment: Environment
  readonly wantedPorts: Partial<StackPorts>
  readonly freePorts: boolean
  readonly diskFreeBytesMin: number
  readonly dataRoot: string
  readonly onEvent: (event: StackEvent) => void
}

/**
 * Makes what a start of these services needs: directory, secrets, ports. Leaves out, and names, the services that cannot
 * run here; throws `native_service_missing` when one of those is among `required` or another one needs it.
 */
export async function makeStack(
  settings: StackSettings,
  options: {
    selected: readonly Service[]
    required: readonly ServiceName[]
    /** Whether what runs is moved to other ports that were set since. */
    moveRunning: boolean
  },
): Promise<{ stack: MadeStack; available: readonly Service[] }> {
  const { environment, projectDirectory, dataRoot, onEvent } = settings
  const user = await findServiceUser({ name: environment.AURA_SERVICE_USER, callerUid: process.getuid?.() })
  const onNote = (message: string) => onEvent({ type: 'note', message })
  const directory = makeStackDirectory(settings.directory, { user, dataRoot, onNote })
  assertDiskSpace(directory, { freeBytesMin: settings.diskFreeBytesMin })
  const { secretsFile, portsFile } = stackLayout(directory)
  const secrets = loadNativeSecrets(secretsFile)
  const known = readPortsFile(portsFile)
  const parts = { directory, projectDirectory, secrets, user, environment, onEvent }
  const before = madeStack({ ...parts, ports: known ?? defaultPorts, services: startedServices(directory) })
  const available = await availableOf(before, { ...options, onEvent })
  // Before anybody looks at ports: one that a survivor listens on is not taken by a stranger.
  const halfDead = available.filter((service) => !service.oneOff && !isRunning({ directory }, service))
  await Promise.all(
    halfDead.map(async (service) => {
      await stopSurvivors(directory, service.name)
      if (readServiceRecord(directory, service.name) === null) await stopUnrecorded(before, service)
    }),
  )
  const runs = (service: Service) => known !== null && hasSurvivor({ directory }, service)
  const wanted = settings.wantedPorts
  const moves = (service: Service, port: PortName) =>
    options.moveRunning && available.includes(service) && !!wanted[port] && wanted[port] !== known?.[port]
  const ports = await assignPorts({
    known,
    wanted,
    freePorts: settings.freePorts,
    starting: available.flatMap((service) =>
      service.ports
        .filter((port) => !runs(service) || moves(service, port))
        .map((port) => ({ port, service: service.name })),
    ),
    fixed: new Set<PortName>(
      settings.services.filter(runs).flatMap((service) => service.ports.filter((port) => !moves(service, port))),
    ),
    directory,
  })
  writePortsFile(portsFile, ports)
  for (const service of available) {
    for (const port of service.ports) {
      if (wanted[port] || ports[port] === before.ports[port]) continue
      onNote(`${service.name} takes port ${ports[port]} (${port}) in place of ${before.ports[port]}`)
    }
  }
  const missing = options.selected.filter((service) => !available.includes(service))
  const services = before.services.difference(namesOf(missing)).union(namesOf(available))
  return { stack: madeStack({ ...parts, ports, services }), available }
}

/** A stack that was made, to look at; null when none was. */
export function readMadeStack(settings: StackSettings): MadeStack | null {
  if (!existsSync(settings.directory)) return null
  const directory = realpathSync(settings.directory)
  const { portsFile, secretsFile } = stackLayout(directory)
  const ports = readPortsFile(portsFile)
  const secrets = readNativeSecrets(secretsFile)
  if (ports === null || secrets === null) return null
  const { projectDirectory, environment, onEvent } = settings
  const services = startedServices(directory)
  return madeStack({ directory, projectDirectory, ports, secrets, user: null, services, environment, onEvent })
}

/** Those that were ever started. */
function startedServices(directory: string): ReadonlySet<ServiceName> {
  return new Set(serviceNames.filter((name) => readServiceRecord(directory, name) !== null))
}

function namesOf(services: readonly Service[]): ReadonlySet<ServiceName> {
  return new Set(services.map(({ name }) => name))
}

async function availableOf(
  stack: MadeStack,
  options: {
    selected: readonly Service[]
    required: readonly ServiceName[]
    onEvent: (event: StackEvent) => void
  },
): Promise<readonly Service[]> {
  const found = await Promise.all(
    options.selected.map(async (service) => ({
      service,
      reason: (await service.missing?.(contextOf(stack, service))) ?? null,
    })),
  )
  const available = found.flatMap(({ service, reason }) => (reason === null ? [service] : []))
  const needed = new Set([...options.required, ...available.flatMap(({ dependsOn }) => dependsOn)])
  for (const { service, reason } of found) {
    if (reason === null) continue
    if (needed.has(service.name)) throw new AuraError('native_service_missing', { service: service.name, reason })
    options.onEvent({ type: 'unavailable', service: service.name, reason })
  }
  return available
}
