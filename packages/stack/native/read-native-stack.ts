import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { AuraError } from '@aura-sign/core'
import { readServiceRecord } from './directory/service-record.ts'
import { stackLayout } from './directory/stack-layout.ts'
import { readNativeSecrets } from './load-native-secrets.ts'
import type { NativeSecrets } from './native-secrets.ts'
import { readPortsFile } from './ports/ports-file.ts'
import type { StackPorts } from './ports.ts'
import { isAlive } from './process/stop-process.ts'
import { type ServiceName, serviceNames } from './service.ts'
import { firstDatabaseName, type StackUrls, stackUrls } from './stack-urls.ts'

/** A native stack as other commands find it. */
export interface NativeStackInUse {
  /** Where its data is: resolved. */
  readonly directory: string
  readonly ports: StackPorts
  readonly secrets: NativeSecrets
  readonly urls: StackUrls
  /** The services whose processes all run; whether they are well is another question. */
  readonly running: ReadonlySet<ServiceName>
}

/** The native stack that was made in a directory, running or not; null when none was. */
export function readNativeStack(directory: string): NativeStackInUse | null {
  if (!existsSync(directory)) return null
  const real = realpathSync(directory)
  const { portsFile, secretsFile, activeDatabaseFile } = stackLayout(real)
  const ports = readPortsFile(portsFile)
  const secrets = readNativeSecrets(secretsFile)
  if (ports === null || secrets === null) return null
  const database = activeDatabase(activeDatabaseFile, real)
  const running = serviceNames.filter((name) => {
    const record = readServiceRecord(real, name)
    return record?.wanted === 'running' && record.processes.length > 0 && record.processes.every(isAlive)
  })
  return {
    directory: real,
    ports,
    secrets,
    urls: stackUrls({ ports, secrets, database }),
    running: new Set(running),
  }
}

function activeDatabase(file: string, databases: string): string {
  if (!existsSync(file)) return firstDatabaseName
  const name = readFileSync(file, 'utf8').trim()
  if (!/^[a-z0-9_][a-z0-9_-]{0,62}$/.test(name)) throw new AuraError('active_database_invalid', { file, databases })
  return name
}
