import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ProcessEntry, readProcessTable } from './process-table.ts'

/** Set in the environment of every process of a stack: whose it is, even when nothing else remembers. */
export const markerVariable = 'AURA_STACK_PROCESS'

const psTimeoutMs = 5_000

/** The marker of one process of the stack at this (resolved) path. */
export function markerOf(stackDirectory: string, processName: string): string {
  return join(stackDirectory, processName)
}

/**
 * The processes that were started with a marker below the path of a stack (`exact`: with this very marker) and kept it
 * in their environment, as what they start does too. Some programs (Redis, Postgres' children) overwrite theirs: those
 * are known by their records.
 */
export function findMarkedProcesses(
  path: string,
  { exact = false, platform = process.platform }: { exact?: boolean; platform?: NodeJS.Platform } = {},
): ProcessEntry[] {
  const wanted = `${markerVariable}=${exact ? path : join(path, '/')}`
  const matches = (line: string) => (exact ? line === wanted : line.startsWith(wanted))
  const table = readProcessTable(platform)
  if (platform === 'linux') return table.filter(({ pid }) => environmentOf(pid).some(matches))
  const pids = pidsFromPs(
    exact ? new RegExp(` ${RegExp.escape(wanted)}( |$)`) : new RegExp(` ${RegExp.escape(wanted)}`),
  )
  return table.filter(({ pid }) => pids.has(pid))
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    // Another user's process, or one that ended meanwhile.
    return []
  }
}

function pidsFromPs(wanted: RegExp): Set<number> {
  const text = execFileSync('ps', ['axeww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    timeout: psTimeoutMs,
    maxBuffer: 64 * 1024 * 1024,
    env: { LC_ALL: 'C' },
  })
  const lines = text.split('\n').filter((line) => wanted.test(line))
  return new Set(lines.map((line) => Number.parseInt(line, 10)))
}
