import { AuraError, type ErrorCode, systemClock, within } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import {
  judgeSchedule,
  planPointInTime,
  readPointInTimeSources,
  readScheduleFacts,
  type ScheduleJudgement,
  scheduleTargets,
} from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import { formatSeconds } from '../progress/format-quantity.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { findBackupStore } from './find-backup-store.ts'
import { findBackupTimer } from './find-backup-timer.ts'
import { openPgBackRest } from './physical/open-pgbackrest.ts'

const storeAnswerMs = 5_000
const withoutWal: readonly ErrorCode[] = [
  'pgbackrest_missing',
  'pgbackrest_failed',
  'physical_backups_none',
  'physical_stack_unsupported',
  'stack_not_running',
  'target_time_unreachable',
  'wal_missing',
]

/** What the backup store says against the targets of the runbook. Throws what it throws. */
export async function judgeBackups(context: CommandContext, flags: StackFlag): Promise<ScheduleJudgement> {
  const { store } = await findBackupStore(context, flags)
  const [facts, otherScheduler, recoverableUntil] = await Promise.all([
    readScheduleFacts(store),
    findBackupTimer(),
    readRecoverableUntil(context, { flags, store }),
  ])
  return judgeSchedule(facts, {
    ...{ now: systemClock.now(), targets: scheduleTargets, recoverableUntil },
    otherScheduler,
  })
}

/** Until when a restore to the latest point in time would reach, as the archive and the trail beside it say; null where there is none. */
async function readRecoverableUntil(
  context: CommandContext,
  { flags, store }: { flags: StackFlag; store: ObjectStore },
): Promise<Date | null> {
  try {
    const pgBackRest = await openPgBackRest(context, flags)
    return new Date(planPointInTime(await readPointInTimeSources(pgBackRest, store), null).holds)
  } catch (error) {
    // Then logical backups are all that there is, and are judged as that.
    if (error instanceof AuraError && withoutWal.includes(error.code)) return null
    throw error
  }
}

/** The same for a status, which a store that does not answer must not keep from being shown. */
export async function readBackupState(context: CommandContext): Promise<ScheduleJudgement | { problem: string }> {
  try {
    return await within(judgeBackups(context, {}), storeAnswerMs)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

export function renderBackupState(state: ScheduleJudgement | { problem: string }): string {
  if ('problem' in state) return `unknown: ${state.problem}`
  const { ok, lastSuccessAt, lastVerifiedAt, rpoSeconds } = state
  const lost = rpoSeconds === null ? 'everything' : formatSeconds(Math.max(0, rpoSeconds))
  const known = `last ${lastSuccessAt ?? 'never'}, last verified ${lastVerifiedAt ?? 'never'}, ${lost} would be lost now`
  return ok ? `ok: ${known}` : `late: ${known}; "./aura backup verify-schedule" says why`
}
