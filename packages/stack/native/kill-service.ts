import { AuraError, sleep } from '@aura-sign/core'
import { readServiceRecord } from './directory/service-record.ts'
import { isAlive, killTree, signalProcess } from './process/stop-process.ts'
import type { ServiceName } from './service.ts'

const pollMs = 5
const killTimeoutMs = 10_000

/** Signals the processes of a service; after SIGKILL, which takes all that they started, resolves when they are gone. */
export async function killService(
  stackDirectory: string,
  service: ServiceName,
  { signal }: { signal: NodeJS.Signals },
): Promise<void> {
  const processes = readServiceRecord(stackDirectory, service)?.processes ?? []
  if (signal !== 'SIGKILL') {
    for (const process of processes) signalProcess(process, signal)
    return
  }
  const killed = processes.flatMap(killTree)
  const startedMs = performance.now()
  for (let left = killed; left.length > 0; left = left.filter(isAlive)) {
    if (performance.now() - startedMs > killTimeoutMs) {
      throw new AuraError('native_process_stays', { process: service, pid: left[0]?.pid ?? 'unknown' })
    }
    await sleep(pollMs)
  }
}
