import type { Check } from '../verify/check.ts'
import type { ScheduleFacts } from './read-schedule-facts.ts'
import type { TaskStatus } from './schedule-status.ts'

export interface ScheduleTargets {
  /** Of the runbook, for Postgres. */
  rpoSeconds: number
  verifiedSecondsMax: number
  /** What an unfinished backup may take. */
  unfinishedSecondsMax: number
  /** A guardian that says nothing for longer does not run. */
  silenceSecondsMax: number
}

/** Those of docs/runbooks/DR_RUNBOOK.md; a verification has two hours beside its day to be done in. */
export const scheduleTargets: ScheduleTargets = {
  rpoSeconds: 15 * 60,
  verifiedSecondsMax: 26 * 3_600,
  unfinishedSecondsMax: 6 * 3_600,
  silenceSecondsMax: 180,
}

export interface ScheduleJudgement {
  ok: boolean
  /** What would be lost now if all but the backup store were gone; null: everything. */
  rpoSeconds: number | null
  rpoTargetSeconds: number
  nextRunAt: string | null
  lastSuccessAt: string | null
  lastVerifiedAt: string | null
  lines: Check[]
}

export interface JudgeOptions {
  now: Date
  targets: ScheduleTargets
  /** Until when the WAL in the backup store reaches; null where none is archived. */
  recoverableUntil: Date | null
  /** What starts backups beside a guardian, such as a timer of systemd; null: nothing that is known. */
  otherScheduler: string | null
}

/** Compares what is in the backup store with the runbook's targets; a line is red when one is missed. */
export function judgeSchedule(facts: ScheduleFacts, options: JudgeOptions): ScheduleJudgement {
  const { now, targets, recoverableUntil } = options
  const snapshotAt = dateOf(facts.newestComplete?.snapshotAt)
  const recoverable = [snapshotAt, recoverableUntil].filter((at) => at !== null)
  // Without a backup there is nothing to apply WAL to; pgBackRest has its own.
  const newest = recoverable.length === 0 ? null : new Date(Math.max(...recoverable.map(Number)))
  const rpoSeconds = newest && secondsBetween(newest, now)
  const lines = [
    judgeScheduler(facts, options),
    judgeLastSuccess(facts, options),
    judgeNewest(facts, options),
    judgeLastVerified(facts, options),
    judgeLastVerdict(facts),
    judgeRpo(rpoSeconds, targets),
    judgeNextRun(facts, options),
  ]
  return {
    ok: lines.every(({ ok }) => ok),
    rpoSeconds,
    rpoTargetSeconds: targets.rpoSeconds,
    nextRunAt: backupTask(facts)?.nextRunAt ?? null,
    lastSuccessAt: facts.newestComplete?.finishedAt ?? null,
    lastVerifiedAt: facts.newestVerified?.verifiedAt ?? null,
    lines,
  }
}

function judgeScheduler({ status }: ScheduleFacts, { now, targets, otherScheduler }: JudgeOptions): Check {
  const name = 'scheduler'
  const silentSeconds = status && secondsBetween(new Date(status.at), now)
  if (status && silentSeconds !== null && silentSeconds <= targets.silenceSecondsMax) {
    const off = status.tasks.some((task) => task.name === 'backup' && task.everySeconds === null)
    if (!off) return { name, ok: true, detail: `guardian on ${status.host} (process ${status.pid})` }
  }
  if (otherScheduler !== null) return { name, ok: true, detail: otherScheduler }
  if (!status) return { name, ok: false, detail: 'nothing runs the schedule: no guardian has written of it' }
  if ((silentSeconds ?? 0) <= targets.silenceSecondsMax) {
    return { name, ok: false, detail: `the guardian on ${status.host} has backups switched off` }
  }
  const detail = `nothing runs the schedule: the guardian on ${status.host} was last heard of ${ago(new Date(status.at), now)}`
  return { name, ok: false, detail }
}

function judgeLastSuccess(facts: ScheduleFacts, { now, recoverableUntil, targets }: JudgeOptions): Check {
  const name = 'last success'
  const { newestComplete } = facts
  if (!newestComplete) return { name, ok: false, detail: 'there is no complete backup' }
  const every = backupTask(facts)?.everySeconds ?? (recoverableUntil ? 3_600 : targets.rpoSeconds / 2)
  const finishedAt = new Date(newestComplete.finishedAt)
  const age = secondsBetween(finishedAt, now)
  const detail = `${newestComplete.name}, ${ago(finishedAt, now)}`
  if (age <= 2 * every) return { name, ok: true, detail }
  return { name, ok: false, detail: `${detail}: more than twice the ${duration(every)} between two` }
}

function judgeNewest(facts: ScheduleFacts, { now, targets }: JudgeOptions): Check {
  const name = 'newest backup'
  const { newest } = facts
  if (!newest) return { name, ok: false, detail: 'there is none' }
  const detail = `${newest.name} is ${newest.state}`
  if (newest.state === 'complete') return { name, ok: true, detail }
  if (newest.state === 'incomplete' && secondsBetween(newest.at, now) <= targets.unfinishedSecondsMax) {
    return { name, ok: true, detail: `${newest.name} is being written, or was broken off` }
  }
  return { name, ok: false, detail: `${detail}: ${newest.problem}` }
}

function judgeLastVerified({ newestVerified }: ScheduleFacts, { now, targets }: JudgeOptions): Check {
  const name = 'last verified'
  if (!newestVerified) return { name, ok: false, detail: 'no backup that is there has been restored and compared' }
  const verifiedAt = new Date(newestVerified.verifiedAt)
  const detail = `${newestVerified.backup}, ${ago(verifiedAt, now)}`
  if (secondsBetween(verifiedAt, now) <= targets.verifiedSecondsMax) return { name, ok: true, detail }
  return { name, ok: false, detail: `${detail}: it has to be at least once a day` }
}

function judgeLastVerdict({ newestVerdict }: ScheduleFacts): Check {
  const name = 'last verification'
  if (!newestVerdict) return { name, ok: false, detail: 'there was none' }
  const { backup, ok, checks } = newestVerdict
  if (ok) return { name, ok, detail: `${backup} is whole` }
  const red = checks.flatMap((check) => (check.ok ? [] : [`${check.name}: ${check.detail}`]))
  return { name, ok, detail: `${backup} is not whole: ${red.join('; ')}` }
}

function judgeRpo(rpoSeconds: number | null, { rpoSeconds: target }: ScheduleTargets): Check {
  const name = 'recovery point'
  if (rpoSeconds === null) return { name, ok: false, detail: `everything would be lost (target: ${duration(target)})` }
  const detail = `${duration(rpoSeconds)} would be lost (target: ${duration(target)})`
  return { name, ok: rpoSeconds <= target, detail }
}

function judgeNextRun(facts: ScheduleFacts, { now, otherScheduler }: JudgeOptions): Check {
  const name = 'next run'
  const task = backupTask(facts)
  const nextRunAt = task?.nextRunAt ?? null
  if (task?.running) return { name, ok: true, detail: 'a backup runs' }
  if (nextRunAt === null || task?.everySeconds == null) {
    return otherScheduler === null
      ? { name, ok: false, detail: 'none is planned' }
      : { name, ok: true, detail: 'planned by the timer' }
  }
  const lateSeconds = secondsBetween(new Date(nextRunAt), now)
  if (lateSeconds <= task.everySeconds) return { name, ok: true, detail: nextRunAt }
  return { name, ok: false, detail: `it was due at ${nextRunAt}` }
}

function backupTask({ status }: ScheduleFacts): TaskStatus | null {
  return status?.tasks.find(({ name }) => name === 'backup') ?? null
}

function dateOf(time: string | undefined): Date | null {
  return time === undefined ? null : new Date(time)
}

/** Negative where `from` is still to come. */
function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000
}

function ago(at: Date, now: Date): string {
  return `${duration(Math.max(0, secondsBetween(at, now)))} ago`
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`
}
