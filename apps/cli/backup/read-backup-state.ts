import { systemClock, within } from '@aura-sign/core'
import { judgeSchedule, readScheduleFacts, type ScheduleJudgement, scheduleTargets } from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import { formatSeconds } from '../progress/format-quantity.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { findBackupStore } from './find-backup-store.ts'
import { findBackupTimer } from './find-backup-timer.ts'

const storeAnswerMs = 5_000

/** What the backup store says against the targets of the runbook. Throws what it throws. */
export async function judgeBackups(context: CommandContext, flags: StackFlag): Promise<ScheduleJudgement> {
  const { store } = await findBackupStore(context, flags)
  const [facts, otherScheduler] = await Promise.all([readScheduleFacts(store), findBackupTimer()])
  return judgeSchedule(facts, {
    ...{ now: systemClock.now(), targets: scheduleTargets, recoverableUntil: null },
    otherScheduler,
  })
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
