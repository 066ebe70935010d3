import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  defaultPorts,
  findServiceUser,
  findStackProcesses,
  type NativeServices,
  readNativeServices,
  readRunFile,
  stackLayout,
} from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { composeSecretsDirectory } from './compose-stack.ts'
import type { StackInUse } from './stack-in-use.ts'

/** What a stack occupies on this machine. */
export interface StackPlaces {
  /** Ports that it listens on or would, by the variable that sets each. */
  readonly ports: Readonly<Record<string, number>>
  /** Its processes that run. */
  readonly pids: readonly number[]
  readonly modes: readonly { readonly path: string; readonly kind: 'secret' | 'directory' }[]
  /** The account that services run as when the caller is root; null when there is none. */
  readonly serviceUser: string | null
  /** The services of the native stack; null for other stacks, and where none was made. */
  readonly services: NativeServices | null
  /** Whether a guardian runs, which writes heartbeats. */
  readonly running: boolean
}

/** What the stack in use occupies; nothing is started or changed. */
export async function stackPlaces(context: CommandContext, stack: StackInUse): Promise<StackPlaces> {
  const serviceUser = await findServiceUser({
    name: context.environment.AURA_SERVICE_USER,
    callerUid: process.getuid?.(),
  }).catch(() => null)
  return { ...placesOf(context, stack), serviceUser: serviceUser?.name ?? null }
}

function placesOf(context: CommandContext, stack: StackInUse): Omit<StackPlaces, 'serviceUser'> {
  switch (stack.kind) {
    case 'native':
      return nativePlaces(context, stack)
    case 'compose':
      return composePlaces(context)
    case 'embedded':
      return embeddedPlaces(context)
    case 'own':
      // Services of one's own occupy nothing that we know of.
      return { ...embeddedPlaces(context), ports: {} }
  }
}

/** Its ports are held by the engine, which nobody can tell from others. */
function composePlaces({ projectDirectory }: CommandContext): Omit<StackPlaces, 'serviceUser'> {
  const directory = composeSecretsDirectory(projectDirectory)
  return {
    services: null,
    ports: {},
    pids: [],
    modes: [
      ...readdirSync(directory).map((name) => ({ path: join(directory, name), kind: 'secret' as const })),
      { path: directory, kind: 'directory' },
    ],
    // The engine starts it again whenever it ends.
    running: true,
  }
}

function nativePlaces(context: CommandContext, { directory }: StackInUse): Omit<StackPlaces, 'serviceUser'> {
  const services = readNativeServices(context.dataDirectory.nativeStack)
  const layout = stackLayout(directory)
  return {
    services,
    ports: services?.ports ?? defaultPorts,
    pids: findStackProcesses(directory).map(({ pid }) => pid),
    modes: [
      { path: layout.secretsFile, kind: 'secret' },
      { path: directory, kind: 'directory' },
      { path: layout.logs, kind: 'directory' },
      ...(['postgres', 'redis', 'minio'] as const).map((name) => ({
        path: layout.serviceDirectory(name),
        kind: 'directory' as const,
      })),
    ],
    running: services?.running.has('guardian') === true,
  }
}

function embeddedPlaces({ dataDirectory, config }: CommandContext): Omit<StackPlaces, 'serviceUser'> {
  const run = readRunFile(dataDirectory.runFile)
  return {
    services: null,
    ports: { PORT: defaultPorts.PORT, POSTGRES_PORT: config.POSTGRES_PORT ?? defaultPorts.POSTGRES_PORT },
    pids: run ? [run.pid] : [],
    modes: [
      { path: dataDirectory.secretsFile, kind: 'secret' },
      { path: dataDirectory.runFile, kind: 'secret' },
      { path: dataDirectory.databases, kind: 'directory' },
      { path: dataDirectory.objects, kind: 'directory' },
      { path: dataDirectory.backups, kind: 'directory' },
    ],
    running: run !== null,
  }
}
