import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findStackProcesses } from '../find-stack-processes.ts'
import type { StackEvent } from '../native-stack.ts'
import { type NativeStackOptions, openNativeStack } from '../open-native-stack.ts'
import type { PortName } from '../ports.ts'
import { readNativeStack } from '../read-native-stack.ts'
import type { Service, ServiceName, ServiceProcess } from '../service.ts'

const program = fileURLToPath(new URL('server-program.ts', import.meta.url))
const checkTimeoutMs = 4_000

export interface ServerOptions {
  dependsOn?: readonly ServiceName[]
  mode?: 'exit' | 'sick' | 'deaf'
  diary?: string
  startTimeoutMs?: number
  process?: Partial<ServiceProcess>
  service?: Partial<Service>
}

/** A service of one small HTTP server. */
export function serverService(name: ServiceName, port: PortName, options: ServerOptions = {}): Service {
  const { dependsOn = [], mode = '', diary = '', startTimeoutMs = 20_000 } = options
  return {
    name,
    dependsOn,
    port,
    ports: [port],
    startTimeoutMs,
    prepare: async () => undefined,
    processes: async (context) => [
      {
        name,
        program: process.execPath,
        words: [program],
        environment: { NAME: name, PORT: String(context.ports[port]), DIARY: diary, MODE: mode },
        workingDirectory: context.directory,
        runsAs: 'caller',
        stopTimeoutMs: 10_000,
        ...options.process,
      },
    ],
    check: async (context) => {
      const url = `http://127.0.0.1:${context.ports[port]}`
      const response = await fetch(url, { signal: AbortSignal.timeout(checkTimeoutMs) })
      if (!response.ok) throw new Error(`it answers ${response.status}`)
    },
    ...options.service,
  }
}

/** A stack in a directory of its own, which is stopped and deleted in the end. */
export async function openTestStack(services: readonly Service[], options: Partial<NativeStackOptions> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'aura native '))
  const directory = join(root, 'native')
  const diary = join(root, 'diary')
  const events: StackEvent[] = []
  const settings: NativeStackOptions = {
    directory,
    projectDirectory: root,
    services,
    environment: { PATH: process.env.PATH, HOME: root, AURA_SERVICE_USER: 'nobody' },
    dataRoot: join(root, 'shared'),
    freePorts: true,
    onEvent: (event) => events.push(event),
    ...options,
  }
  const stack = await openNativeStack(settings)
  return {
    root,
    directory,
    diary,
    events,
    stack,
    /** The same stack, as another command opens it. */
    reopen: (changes: Partial<NativeStackOptions> = {}) => openNativeStack({ ...settings, ...changes }),
    port: (name: PortName) => readNativeStack(directory)?.ports[name] ?? 0,
    readDiary: () => readFileSync(diary, 'utf8').trim().split('\n'),
    processes: () => findStackProcesses(directory),
    async [Symbol.asyncDispose]() {
      await stack.down({ removeData: true })
      rmSync(root, { recursive: true, force: true })
    },
  }
}
