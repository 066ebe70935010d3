import { AuraError, sleep } from '@aura-sign/core'
import { findMarkedProcesses } from './process-marker.ts'
import { type ProcessEntry, processTree, readProcess, readProcessTable } from './process-table.ts'
import type { ProcessRecord } from './spawn-process.ts'

const pollMs = 20
// What a main process leaves behind mostly ends by itself, in order.
const stragglerGraceMs = 1_000
const killTimeoutMs = 10_000

/** Whether this very process runs, and not another that has its pid by now. */
export function isAlive({ pid, identity }: Pick<ProcessRecord, 'pid' | 'identity'>): boolean {
  return readProcess(pid)?.identity === identity
}

/** Signals a process, if it is still the one that was recorded; false when it is not. */
export function signalProcess(target: Pick<ProcessRecord, 'pid' | 'identity'>, signal: NodeJS.Signals): boolean {
  if (!isAlive(target)) return false
  try {
    process.kill(target.pid, signal)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw new AuraError('native_process_not_ours', { pid: target.pid }, { cause: error })
  }
}

/** Ends a process and everything that it started at once; does not wait. */
export function killTree(record: ProcessRecord): ProcessEntry[] {
  const table = readProcessTable()
  const tree = processTree(record.pid, isAlive(record) ? table : [])
  const group = tree.length > 0 ? table.filter((entry) => entry.groupId === record.pid) : []
  const all = [...new Set([...tree, ...group])]
  for (const entry of all) signalProcess(entry, 'SIGKILL')
  return all
}

/**
 * Asks a process to end, waits, then kills it with all that it started; resolves when all of it is gone. `marker` is
 * the one that it was started with.
 */
export async function stopProcess(record: ProcessRecord, options: { marker: string }): Promise<'stopped' | 'killed'> {
  const { marker } = options
  const started = new Set(processTree(record.pid, isAlive(record) ? readProcessTable() : []))
  signalProcess(record, record.stopSignal)
  // A stopped process takes no signal but SIGKILL until it goes on.
  signalProcess(record, 'SIGCONT')
  const inTime = await hasEnded(() => !isAlive(record), record.stopTimeoutMs)
  if (!inTime) for (const entry of killTree(record)) started.add(entry)
  await endStragglers(() => [...[...started].filter(isAlive), ...markedWith(marker)], {
    graceMs: inTime ? stragglerGraceMs : 0,
    name: record.name,
  })
  return inTime ? 'stopped' : 'killed'
}

/** Ends what a killed process has left running. */
export async function endLeftovers(marker: string, name: string): Promise<void> {
  await endStragglers(() => markedWith(marker), { graceMs: 0, name })
}

async function endStragglers(
  find: () => readonly ProcessEntry[],
  { graceMs, name }: { graceMs: number; name: string },
): Promise<void> {
  if (await hasEnded(() => find().length === 0, graceMs)) return
  const gone = () => {
    const left = find()
    for (const entry of left) signalProcess(entry, 'SIGKILL')
    return left.length === 0
  }
  if (await hasEnded(gone, killTimeoutMs)) return
  throw new AuraError('native_process_stays', { process: name, pid: find()[0]?.pid ?? 'unknown' })
}

/** Those with exactly this marker: another process of the stack has another one. */
function markedWith(marker: string): ProcessEntry[] {
  return findMarkedProcesses(marker, { exact: true })
}

async function hasEnded(check: () => boolean, timeoutMs: number): Promise<boolean> {
  const startedMs = performance.now()
  while (!check()) {
    if (performance.now() - startedMs >= timeoutMs) return false
    await sleep(pollMs)
  }
  return true
}
