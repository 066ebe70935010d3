import { describe, expect, it } from 'vitest'
import type { Manifest } from '../backup/manifest.ts'
import type { Verdict } from '../backup/verdict.ts'
import { type JudgeOptions, judgeSchedule, scheduleTargets } from './judge-schedule.ts'
import type { ScheduleFacts } from './read-schedule-facts.ts'
import type { TaskStatus } from './schedule-status.ts'

const now = new Date('2026-12-01T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000).toISOString()
const name = 'backup_2026-12-01_11-57-00.sql.gz'

const task: TaskStatus = {
  ...{ name: 'backup', everySeconds: 300, running: false, nextRunAt: ago(-100), lastSuccessAt: ago(180) },
  ...{ lastDurationSeconds: 1, lastFailure: null, failures: 0 },
}
const manifestAt = (seconds: number) => ({ name, snapshotAt: ago(seconds), finishedAt: ago(seconds - 1) }) as Manifest
const verdictAt = (seconds: number, ok = true): Verdict => ({
  ...{ format: 1, backup: name, sha256: 'a', verifiedAt: ago(seconds), durationMs: 1, version: '1', host: 'h', ok },
  checks: [{ name: 'row counts', ok, detail: 'users has 1 rows instead of 2' }],
})
const statusAt = (seconds: number, change: Partial<TaskStatus> = {}): ScheduleFacts['status'] => ({
  ...{ format: 1, at: ago(seconds), host: 'h', pid: 1 },
  tasks: [{ ...task, ...change }],
})
const good: ScheduleFacts = {
  newest: { name, at: new Date(ago(180)), state: 'complete', problem: null },
  newestComplete: manifestAt(180),
  newestVerified: verdictAt(3_600),
  newestVerdict: verdictAt(3_600),
  status: statusAt(30),
}
const judge = (facts: ScheduleFacts, options: Partial<JudgeOptions> = {}) =>
  judgeSchedule(facts, {
    ...{ now, targets: scheduleTargets, recoverableUntil: null, otherScheduler: null },
    ...options,
  })
const late = (facts: ScheduleFacts, options: Partial<JudgeOptions> = {}) =>
  judge(facts, options).lines.flatMap((line) => (line.ok ? [] : [line.name]))

describe('judgeSchedule', () => {
  it('finds nothing late where backups are made and verified', () => {
    expect(judge(good)).toMatchObject({ ok: true, rpoSeconds: 180, nextRunAt: task.nextRunAt })
  })

  it.each<[string, Partial<ScheduleFacts>, string[]]>([
    ['an empty store', { newest: null, newestComplete: null }, ['last success', 'newest backup', 'recovery point']],
    ['a backup that is older than two intervals', { newestComplete: manifestAt(602) }, ['last success']],
    ['data older than the target', { newestComplete: manifestAt(901) }, ['last success', 'recovery point']],
    [
      'a newest backup that is damaged',
      { newest: { name, at: now, state: 'damaged', problem: 'it has 20 of 900 bytes' } },
      ['newest backup'],
    ],
    [
      'one that was never finished',
      { newest: { name, at: new Date(ago(21_601)), state: 'incomplete', problem: 'it has no manifest' } },
      ['newest backup'],
    ],
    ['no verified backup', { newestVerified: null }, ['last verified']],
    ['one verified more than a day ago', { newestVerified: verdictAt(93_601) }, ['last verified']],
    ['a verification that failed', { newestVerdict: verdictAt(1, false) }, ['last verification']],
    ['no verification at all', { newestVerified: null, newestVerdict: null }, ['last verified', 'last verification']],
    ['no guardian that ever ran', { status: null }, ['scheduler', 'next run']],
    ['a guardian that is silent', { status: statusAt(181) }, ['scheduler']],
    ['a guardian that makes none', { status: statusAt(1, { everySeconds: null }) }, ['scheduler', 'next run']],
    ['a run that was due an interval ago', { status: statusAt(1, { nextRunAt: ago(301) }) }, ['next run']],
  ])('is red for %s', (_what, change, names) => {
    expect(late({ ...good, ...change })).toEqual(names)
    expect(judge({ ...good, ...change }).ok).toBe(false)
  })

  it('stays green while a backup is being written, and just within each bound', () => {
    const newest = { name, at: new Date(ago(60)), state: 'incomplete', problem: 'it has no manifest' }
    expect(late({ ...good, newest })).toEqual([])
    const edge = { newestComplete: manifestAt(600), newestVerified: verdictAt(93_600), status: statusAt(180) }
    expect(late({ ...good, ...edge })).toEqual([])
  })

  it('counts the recovery point from the end of the WAL where that is archived', () => {
    const hourly = { ...good, newestComplete: manifestAt(3_000), status: statusAt(1, { everySeconds: 3_600 }) }
    expect(late(hourly)).toEqual(['recovery point'])
    expect(judge(hourly, { recoverableUntil: new Date(ago(20)) })).toMatchObject({ ok: true, rpoSeconds: 20 })
  })

  it('takes a timer of the system for a scheduler, and asks for the same results', () => {
    const timer = { otherScheduler: 'aura-backup.timer of systemd' }
    expect(late({ ...good, status: null }, timer)).toEqual([])
    expect(late({ ...good, status: null, newestComplete: manifestAt(1_000) }, timer)).toContain('recovery point')
  })
})
