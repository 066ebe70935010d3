import { systemClock } from '@aura-sign/core'
import { readWorkers, resumeWorkers } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import { parseWorkerConfig } from '@aura-sign/worker'
import type { CommandContext } from '../config.ts'
import { findBackgroundWorkers, startBackgroundWorkers } from './background-workers.ts'
import { isGone } from './is-gone.ts'
import { workerEnvironment } from './worker-environment.ts'

export interface StartedWorkers {
  /** Workers had been paused. */
  resumed: boolean
  pids: readonly number[]
  /** Background workers that run now. */
  running: number
}

/** A worker says that it is there at least this often, with the default lease. */
const seenMs = 20_000

/**
 * Ends a pause and brings the background workers of this data directory to `processes`; null: one where no worker runs at all.
 * Never ends one: for that there is `workers stop`.
 */
export async function startWorkers(
  context: CommandContext,
  sql: Sql,
  options: { databaseUrl: string; redisUrl: string | null; processes: number | null },
): Promise<StartedWorkers> {
  const resumed = await resumeWorkers(sql)
  const there = findBackgroundWorkers(context)
  const environment = workerEnvironment({ environment: context.environment, ...options })
  const wanted = options.processes ?? ((await isAnyThere(sql)) ? 0 : 1)
  const started = await startBackgroundWorkers(context, {
    count: Math.max(0, wanted - there.length),
    environment,
    drainSeconds: parseWorkerConfig(environment).WORKER_DRAIN_SECONDS,
  })
  return { resumed, pids: started.map(({ pid }) => pid), running: findBackgroundWorkers(context).length }
}

async function isAnyThere(sql: Sql): Promise<boolean> {
  const seenSince = new Date(systemClock.now().getTime() - seenMs)
  return (await readWorkers(sql, { seenSince })).some((worker) => !isGone(worker))
}
