import { existsSync, realpathSync } from 'node:fs'
import { readServiceRecord } from './directory/service-record.ts'
import { stackLayout } from './directory/stack-layout.ts'
import { readPortsFile } from './ports/ports-file.ts'
import type { StackPorts } from './ports.ts'
import { isAlive } from './process/stop-process.ts'
import { type ServiceName, serviceNames } from './service.ts'

export interface RunningProcess {
  readonly pid: number
  readonly startedAt: string
}

/** What runs of a native stack; none of its secrets is needed to know. */
export interface NativeServices {
  /** Where its data is: resolved. */
  readonly directory: string
  readonly ports: StackPorts
  /** The services whose processes all run; whether they are well is another question. */
  readonly running: ReadonlyMap<ServiceName, readonly RunningProcess[]>
  /** The services that were made and do not run: stopped, or ended by themselves. One-offs that ended well are none of them. */
  readonly standing: ReadonlyMap<ServiceName, 'stopped' | 'ended'>
}

/** The services of the native stack that was made in a directory; null when none was. */
export function readNativeServices(directory: string): NativeServices | null {
  if (!existsSync(directory)) return null
  const real = realpathSync(directory)
  const ports = readPortsFile(stackLayout(real).portsFile)
  if (ports === null) return null
  const running = new Map<ServiceName, RunningProcess[]>()
  const standing = new Map<ServiceName, 'stopped' | 'ended'>()
  for (const name of serviceNames) {
    const record = readServiceRecord(real, name)
    if (record === null || record.completedAt !== undefined) continue
    if (record.wanted === 'running' && record.processes.length > 0 && record.processes.every(isAlive)) {
      running.set(
        name,
        record.processes.map(({ pid, startedAt }) => ({ pid, startedAt })),
      )
    } else standing.set(name, record.wanted === 'stopped' ? 'stopped' : 'ended')
  }
  return { directory: real, ports, running, standing }
}
