import { AuraError } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import type { PointInTime } from './plan-point-in-time.ts'

/** A heartbeat may have committed a little after the time that it names. */
const commitMsMax = 2_000

/**
 * Whether a recovered database is that of the time asked for: its newest heartbeat is not later, and none is missing that the trail
 * knows of. Returns that heartbeat; throws `point_in_time_missed`.
 */
export async function judgePointInTime(
  sql: Sql,
  { target, holds }: Pick<PointInTime, 'target' | 'holds'>,
  { log }: { log: string },
): Promise<string> {
  const [row] = await sql<{ newest: Date | null }[]>`select max(at) as newest from recovery_heartbeats`
  const newest = row?.newest ?? null
  const miss = (detail: string) =>
    new AuraError('point_in_time_missed', { target: target?.toISOString() ?? 'the end of the WAL', detail, log })
  if (newest === null) throw miss('the database holds no heartbeat')
  if (target && newest > target) throw miss(`it holds a heartbeat of ${newest.toISOString()}, which is later`)
  if (newest.getTime() < Date.parse(holds) - commitMsMax) {
    throw miss(`its newest heartbeat is of ${newest.toISOString()}, and one of ${holds} was written before`)
  }
  return newest.toISOString()
}
