import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sleep } from '@aura-sign/core'
import { isAlive, type ProcessRecord, signalProcess, spawnProcess } from '@aura-sign/stack'
import { workerNodeFlags } from '@aura-sign/worker'
import type { CommandContext } from '../config.ts'

const pollMs = 50
/** Beside the drain of the worker. */
const stopMsBesideDrain = 15_000
const startSettleMs = 1_500

/** The worker processes that this data directory's `workers start` has started and that still run, oldest first. */
export function findBackgroundWorkers({ dataDirectory }: CommandContext): ProcessRecord[] {
  const directory = join(dataDirectory.root, 'workers')
  const records = filesIn(directory).map((file) => JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord)
  const alive = records.filter(isAlive)
  for (const { pid } of records.filter((record) => !alive.includes(record)))
    rmSync(recordFile(directory, pid), { force: true })
  return alive.sort((a, b) => a.startedAt.localeCompare(b.startedAt))
}

/** Starts workers in the background, which outlive this command. Throws `native_process_failed`, also when one ends at once. */
export async function startBackgroundWorkers(
  context: CommandContext,
  options: { count: number; environment: Readonly<Record<string, string>>; drainSeconds: number },
): Promise<ProcessRecord[]> {
  const directory = join(context.dataDirectory.root, 'workers')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const started: ProcessRecord[] = []
  for (let at = 0; at < options.count; at += 1) {
    const { record } = await spawnProcess({
      name: 'worker',
      program: process.execPath,
      words: [...workerNodeFlags, join(context.projectDirectory, 'apps/worker/main.ts')],
      environment: options.environment,
      workingDirectory: context.projectDirectory,
      user: null,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: options.drainSeconds * 1_000 + stopMsBesideDrain,
      logFile: join(directory, 'workers.log'),
      record: (made) => writeFileSync(recordFile(directory, made.pid), JSON.stringify(made), { mode: 0o600 }),
    })
    started.push(record)
  }
  if (started.length > 0) await sleep(startSettleMs)
  return started.filter(isAlive)
}

/** Ends workers in order, the ones that do not end in their time by force; returns these. */
export async function stopBackgroundWorkers(records: readonly ProcessRecord[]): Promise<ProcessRecord[]> {
  for (const record of records) signalProcess(record, record.stopSignal)
  const startedMs = performance.now()
  const late = () => records.filter((record) => isAlive(record))
  while (late().some((record) => performance.now() - startedMs < record.stopTimeoutMs)) await sleep(pollMs)
  const killed = late()
  for (const record of killed) signalProcess(record, 'SIGKILL')
  return killed
}

function recordFile(directory: string, pid: number): string {
  return join(directory, `${pid}.json`)
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^\d+\.json$/.test(name))
      .map((name) => join(directory, name))
  } catch {
    return []
  }
}
