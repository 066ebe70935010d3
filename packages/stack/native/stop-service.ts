import { readServiceRecord, writeServiceRecord } from './directory/service-record.ts'
import type { StackEvent } from './native-stack.ts'
import { markerOf } from './process/process-marker.ts'
import { stopProcess } from './process/stop-process.ts'
import type { ServiceName } from './service.ts'

/** Stops the processes of a service, the last one first; resolves when all that they started is gone. */
export async function stopService(
  stackDirectory: string,
  service: ServiceName,
  { onEvent }: { onEvent: (event: StackEvent) => void },
): Promise<void> {
  const record = readServiceRecord(stackDirectory, service)
  if (record === null || record.wanted === 'stopped') return
  const startedMs = performance.now()
  onEvent({ type: 'stopping', service })
  let left = record.processes
  for (const process of record.processes.toReversed()) {
    await stopProcess(process, { marker: markerOf(stackDirectory, process.name) })
    left = left.filter((other) => other !== process)
    writeServiceRecord(stackDirectory, service, { ...record, settled: false, processes: left })
  }
  writeServiceRecord(stackDirectory, service, { ...record, wanted: 'stopped', settled: false, processes: [] })
  onEvent({ type: 'stopped', service, seconds: (performance.now() - startedMs) / 1000 })
}
