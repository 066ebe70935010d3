import { join } from 'node:path'

/** What lies where below the directory of a native stack. */
export interface StackLayout {
  /** Marks the directory as a stack's: nothing else is ever deleted. */
  readonly markFile: string
  /** Generated secrets, mode 0600, for who runs the command. */
  readonly secretsFile: string
  /** Ports in use. */
  readonly portsFile: string
  /** Names the database in use once a restore has put another one than the first into use. */
  readonly activeDatabaseFile: string
  /** One record a service: what was asked of it, and its processes. */
  readonly records: string
  /** One mark a service whose data was made: beside the data, to outlast them. */
  readonly made: string
  /** One folder a service, in it one file a process. */
  readonly logs: string
  serviceDirectory(name: string): string
  logFile(service: string, processName: string): string
}

export function stackLayout(directory: string): StackLayout {
  const logs = join(directory, 'logs')
  return {
    markFile: join(directory, 'aura-native-stack'),
    secretsFile: join(directory, 'secrets.json'),
    portsFile: join(directory, 'ports.json'),
    activeDatabaseFile: join(directory, 'active-database'),
    records: join(directory, 'records'),
    made: join(directory, 'made'),
    logs,
    serviceDirectory: (name) => join(directory, 'services', name),
    logFile: (service, processName) => join(logs, service, `${processName}.log`),
  }
}
