import { readFileSync, writeFileSync } from 'node:fs'

const mebibyteKib = 1_024

/** Resident memory of a process in MiB: now, and its peak since `reset` (proc_pid_status(5)). */
export function residentMemory(pid: number): { mebibytes: number; peakMebibytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / mebibyteKib
  return { mebibytes: read('VmRSS'), peakMebibytes: read('VmHWM') }
}

/** From here on the peak is counted anew (proc_pid_clear_refs(5)). */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}
