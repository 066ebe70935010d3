import { existsSync, realpathSync } from 'node:fs'
import { readActiveDatabase } from './directory/read-active-database.ts'
import { readServiceRecord } from './directory/service-record.ts'
import { stackLayout } from './directory/stack-layout.ts'
import { readNativeSecrets } from './load-native-secrets.ts'
import type { NativeSecrets } from './native-secrets.ts'
import { readPortsFile } from './ports/ports-file.ts'
import type { StackPorts } from './ports.ts'
import { isAlive } from './process/stop-process.ts'
import { type ServiceName, serviceNames } from './service.ts'
import { type StackUrls, stackUrls } from './stack-urls.ts'

export interface RunningProcess {
  readonly pid: number
  readonly startedAt: string
}

/** A native stack as other commands find it. */
export interface NativeStackInUse {
  /** Where its data is: resolved. */
  readonly directory: string
  readonly ports: StackPorts
  readonly secrets: NativeSecrets
  readonly urls: StackUrls
  /** The services whose processes all run; whether they are well is another question. */
  readonly running: ReadonlyMap<ServiceName, readonly RunningProcess[]>
}

/** The native stack that was made in a directory, running or not; null when none was. */
export function readNativeStack(directory: string): NativeStackInUse | null {
  if (!existsSync(directory)) return null
  const real = realpathSync(directory)
  const { portsFile, secretsFile } = stackLayout(real)
  const ports = readPortsFile(portsFile)
  const secrets = readNativeSecrets(secretsFile)
  if (ports === null || secrets === null) return null
  const running = serviceNames.flatMap((name): [ServiceName, RunningProcess[]][] => {
    const record = readServiceRecord(real, name)
    if (record?.wanted !== 'running' || record.processes.length === 0 || !record.processes.every(isAlive)) return []
    return [[name, record.processes.map(({ pid, startedAt }) => ({ pid, startedAt }))]]
  })
  return {
    directory: real,
    ports,
    secrets,
    urls: stackUrls({ ports, secrets, database: readActiveDatabase(real) }),
    running: new Map(running),
  }
}
