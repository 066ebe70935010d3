import { readServiceRecord } from './directory/service-record.ts'
import { markerOf } from './process/process-marker.ts'
import { stopProcess } from './process/stop-process.ts'
import type { ServiceName } from './service.ts'

/**
 * Ends what is left of a service that does not run whole, the last process first: what it listens on is free again, and
 * it starts as one. Resolves when all that they started is gone.
 */
export async function stopSurvivors(stackDirectory: string, service: ServiceName): Promise<void> {
  const record = readServiceRecord(stackDirectory, service)
  if (record === null) return
  for (const process of record.processes.toReversed()) {
    await stopProcess(process, { marker: markerOf(stackDirectory, process.name) })
  }
}
