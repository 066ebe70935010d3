import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const psTimeoutMs = 5_000

/** Resident memory of these processes together, in bytes; pages that they share count for each. */
export function processMemory(pids: readonly number[], platform: NodeJS.Platform = process.platform): number {
  if (pids.length === 0) return 0
  const kibibytes = platform === 'linux' ? pids.map(fromProc) : fromPs(pids)
  return kibibytes.reduce((total, size) => total + size, 0) * 1024
}

function fromProc(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

function fromPs(pids: readonly number[]): number[] {
  try {
    const text = execFileSync('ps', ['-o', 'rss=', '-p', pids.join(',')], { encoding: 'utf8', timeout: psTimeoutMs })
    return text.trim().split(/\s+/).map(Number)
  } catch {
    return []
  }
}
