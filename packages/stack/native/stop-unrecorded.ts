import { readlinkSync } from 'node:fs'
import { contextOf, type MadeStack } from './made-stack.ts'
import { portHolder } from './ports/port-holder.ts'
import { findMarkedProcesses, markerOf } from './process/process-marker.ts'
import { type ProcessEntry, readProcess } from './process/process-table.ts'
import { stopProcess } from './process/stop-process.ts'
import type { Service, ServiceProcess } from './service.ts'

const stopTimeoutMs = 20_000

/** Ends what runs of a service whose record was lost: it carries the stack's mark, or has its port and its directory. */
export async function stopUnrecorded(stack: MadeStack, service: Service): Promise<void> {
  const context = contextOf(stack, service)
  // Of what was never prepared nothing runs.
  const processes = await service.processes(context).catch((): readonly ServiceProcess[] => [])
  for (const process of processes.toReversed()) {
    const marker = markerOf(stack.directory, process.name)
    const found = [...mainOnes(findMarkedProcesses(marker, { exact: true })), ...holdersOf(stack, service, process)]
    for (const { pid, identity } of found) {
      const stopSignal = process.stopSignal ?? 'SIGTERM'
      const record = { name: process.name, pid, identity, startedAt: '', stopSignal, stopTimeoutMs }
      await stopProcess(record, { marker })
    }
  }
}

function mainOnes(entries: readonly ProcessEntry[]): readonly ProcessEntry[] {
  return entries.filter(({ parentPid }) => !entries.some(({ pid }) => pid === parentPid))
}

/** Redis overwrites its environment, and the mark with it; no other program works in the directory of this service. */
function holdersOf(stack: MadeStack, service: Service, { workingDirectory }: ServiceProcess): readonly ProcessEntry[] {
  if (workingDirectory !== stack.layout.serviceDirectory(service.name)) return []
  const holders = service.ports.flatMap((port) => portHolder(stack.ports[port])?.pid ?? [])
  return holders.filter((pid) => placeOf(pid) === workingDirectory).flatMap((pid) => readProcess(pid) ?? [])
}

function placeOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null
  }
}
