import { hostname, userInfo } from 'node:os'
import { sleep, systemClock } from '@aura-sign/core'
import { pauseWorkers } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import type { CommandContext } from '../config.ts'
import { findBackgroundWorkers, stopBackgroundWorkers } from './background-workers.ts'

export interface StoppedWorkers {
  /** Processes of `workers start` that ended. */
  stopped: number
  /** Of these: by force. */
  killed: number
  /** Jobs that workers still have in hand; when they end nothing new is claimed. */
  running: number
}

const pollMs = 100

/** Pauses every worker, wherever it runs, ends those of `workers start`, and waits until nothing runs, `timeoutMs` at most. */
export async function stopWorkers(
  context: CommandContext,
  sql: Sql,
  { timeoutMs }: { timeoutMs: number },
): Promise<StoppedWorkers> {
  const startedMs = systemClock.monotonicMs()
  await pauseWorkers(sql, { by: `${userInfo().username}@${hostname()}`.slice(0, 200), now: systemClock.now() })
  const records = findBackgroundWorkers(context)
  const killed = await stopBackgroundWorkers(records)
  let running = await countRunning(sql)
  while (running > 0 && systemClock.monotonicMs() - startedMs < timeoutMs) {
    await sleep(pollMs)
    running = await countRunning(sql)
  }
  return { stopped: records.length, killed: killed.length, running }
}

/** Without those of dead workers, which nobody has in hand. */
async function countRunning(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from jobs where state = 'running' and lease_expires_at > ${systemClock.now()}`
  return row?.count ?? 0
}
