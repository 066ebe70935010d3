import { existsSync, realpathSync } from 'node:fs'
import { readServiceRecord } from './directory/service-record.ts'
import { findMarkedProcesses } from './process/process-marker.ts'
import { type ProcessEntry, processTree, readProcessTable } from './process/process-table.ts'
import { isAlive } from './process/stop-process.ts'
import { serviceNames } from './service.ts'

/** Everything that runs for the stack in a directory: what its records name, what carries its mark, and what those started. */
export function findStackProcesses(directory: string): ProcessEntry[] {
  const real = existsSync(directory) ? realpathSync(directory) : directory
  const table = readProcessTable()
  const recorded = serviceNames.flatMap((name) => readServiceRecord(real, name)?.processes ?? []).filter(isAlive)
  const roots = new Set([...recorded, ...findMarkedProcesses(real)].map(({ pid }) => pid))
  // Who asks may itself have been started by the stack, and is not to be ended with it.
  const asking = new Set(ancestors(process.pid, table))
  const found = new Set([...roots].flatMap((pid) => processTree(pid, table)))
  return [...found].filter(({ pid }) => !asking.has(pid))
}

function ancestors(pid: number, table: readonly ProcessEntry[]): number[] {
  const parent = table.find((entry) => entry.pid === pid)?.parentPid
  return parent === undefined || parent === pid ? [pid] : [pid, ...ancestors(parent, table)]
}
