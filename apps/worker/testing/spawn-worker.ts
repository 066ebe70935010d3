import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { workerNodeFlags } from '../node-flags.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

export interface WorkerProcess {
  kill(signal: NodeJS.Signals): void
  exited: Promise<{ code: number | null; stderr: string }>
}

/** The worker as a process of its own, with exactly this environment. */
export function spawnWorker(environment: Record<string, string>): WorkerProcess {
  const child = spawn(process.execPath, [...workerNodeFlags, main], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = Promise.all([once(child, 'close'), child.stderr.toArray()]).then(([, chunks]) => ({
    code: child.exitCode,
    stderr: Buffer.concat(chunks).toString('utf8'),
  }))
  return { kill: (signal) => child.kill(signal), exited }
}
