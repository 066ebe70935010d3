import { AuraError, sleep } from '@aura-sign/core'
import { findStackProcesses } from './find-stack-processes.ts'
import { signalProcess } from './process/stop-process.ts'

const pollMs = 20
const killTimeoutMs = 10_000

/** Kills whatever still runs of a stack that was stopped: what a crash left, whose record was lost. */
export async function endStackProcesses(directory: string): Promise<void> {
  const startedMs = performance.now()
  for (let left = findStackProcesses(directory); left.length > 0; left = findStackProcesses(directory)) {
    for (const entry of left) signalProcess(entry, 'SIGKILL')
    if (performance.now() - startedMs > killTimeoutMs) {
      throw new AuraError('native_process_stays', { process: directory, pid: left[0]?.pid ?? 'unknown' })
    }
    await sleep(pollMs)
  }
}
