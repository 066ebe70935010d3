import { readServiceRecord } from './directory/service-record.ts'
import { markerOf } from './process/process-marker.ts'
import { stopProcess } from './process/stop-process.ts'
import type { ServiceName } from './service.ts'

// What it needs to end in order may be what is dead: Ceph's gateway waits for its storage daemon for ever.
const stopTimeoutMsMax = 3_000

/**
 * Ends what is left of a service that does not run whole, the last process first: what it listens on is free again, and
 * it starts as one. Resolves when all that they started is gone.
 */
export async function stopSurvivors(stackDirectory: string, service: ServiceName): Promise<void> {
  const record = readServiceRecord(stackDirectory, service)
  if (record === null) return
  for (const process of record.processes.toReversed()) {
    const stopTimeoutMs = Math.min(process.stopTimeoutMs, stopTimeoutMsMax)
    await stopProcess({ ...process, stopTimeoutMs }, { marker: markerOf(stackDirectory, process.name) })
  }
}
