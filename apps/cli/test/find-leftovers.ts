import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { TestRun } from './test-run.ts'

export interface LeftoverProcess {
  readonly pid: number
  readonly command: string
}

/**
 * The processes that a run has left: those with its mark in their environment, and those that overwrote or never got it
 * (Postgres and Redis write their titles there) but name its directory or work in it. Linux only: nothing elsewhere.
 */
export function findLeftovers(run: TestRun): LeftoverProcess[] {
  if (!existsSync('/proc/self/environ')) return []
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  return pids.flatMap((pid) => {
    const environment = read(pid, 'environ')
    const command = read(pid, 'cmdline')
    const belongs =
      environment.split('\0').includes(`AURA_TEST_RUN=${run.id}`) ||
      environment.includes(run.directory) ||
      command.includes(run.directory) ||
      `${workingDirectory(pid)}${sep}`.startsWith(`${run.directory}${sep}`)
    return belongs ? [{ pid: Number(pid), command: command.replaceAll('\0', ' ').trim() }] : []
  })
}

// Any of them may end, or belong to somebody else, while it is looked at.
function read(pid: string, file: string): string {
  try {
    return readFileSync(join('/proc', pid, file), 'utf8')
  } catch {
    return ''
  }
}

function workingDirectory(pid: string): string {
  try {
    return readlinkSync(join('/proc', pid, 'cwd'))
  } catch {
    return ''
  }
}
