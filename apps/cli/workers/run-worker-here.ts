import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { resumeWorkers } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import { workerNodeFlags } from '@aura-sign/worker'
import type { CommandContext } from '../config.ts'
import { workerEnvironment } from './worker-environment.ts'

/** Runs a worker that writes to this terminal; resolves to its exit code. A signal for this process is passed on. */
export async function runWorkerHere(
  context: CommandContext,
  sql: Sql,
  urls: { databaseUrl: string; redisUrl: string | null },
): Promise<number> {
  await resumeWorkers(sql)
  const environment = workerEnvironment({ environment: context.environment, ...urls })
  const child = spawn(process.execPath, [...workerNodeFlags, join(context.projectDirectory, 'apps/worker/main.ts')], {
    env: environment,
    stdio: 'inherit',
  })
  const pass = (signal: NodeJS.Signals) => void child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, pass)
  const [code] = await once(child, 'exit')
  for (const signal of signals) process.off(signal, pass)
  return typeof code === 'number' ? code : 1
}
