import { describe, expect, it } from 'vitest'
import type { Heartbeat } from '../heartbeat/heartbeat.ts'
import { type PointInTimeSources, planPointInTime } from './plan-point-in-time.ts'
import type { PhysicalBackup } from './read-repository.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds))
const segment = (timeline: number, index: number) =>
  `${[timeline, 0, index].map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('')}`

/** One segment a ten seconds; timeline 2 left timeline 1 in its segment 4, when the cluster had come to segment 6. */
function sources(change: { lost?: readonly string[]; damaged?: boolean } = {}): PointInTimeSources {
  const beat = (seconds: number, timeline: number, index: number): Heartbeat => ({
    at: at(seconds).toISOString(),
    lsn: `0/${index.toString(16)}000100`,
    timeline,
  })
  const heartbeats = [
    ...[2, 3, 4, 5, 6].map((index) => beat(index * 10, 1, index)),
    ...[4, 5, 6, 7].map((index) => beat(60 + index * 10, 2, index)),
  ]
  const names = [
    ...[2, 3, 4, 5, 6].map((index) => segment(1, index)),
    ...[4, 5, 6, 7].map((index) => segment(2, index)),
  ]
  return {
    backups: [backup('first', 15, 1, 2, change.damaged ?? false)],
    archived: { segments: new Set(names.filter((name) => !change.lost?.includes(name))), histories: new Set([2]) },
    histories: new Map([[2, '1\t0/4000080\tbefore 2026-11-22 10:00:40+00\n']]),
    heartbeats,
  }
}

function backup(label: string, stopped: number, timeline: number, index: number, damaged: boolean): PhysicalBackup {
  const name = segment(timeline, index)
  return {
    ...{ label, type: 'full', startedAt: at(stopped - 5).toISOString(), stoppedAt: at(stopped).toISOString() },
    ...{ databaseBytes: 1, sizeBytes: 1, wal: { first: name, last: name } },
    ...{ lsn: { start: `0/${index}000028`, stop: `0/${index}000100` }, archiveId: '15-1', systemId: '1' },
    ...{ postgresMajor: 15, damaged, needs: [] },
  }
}

const refusal = (detail: RegExp) =>
  expect.objectContaining({
    code: 'target_time_unreachable',
    parameters: expect.objectContaining({ detail: expect.stringMatching(detail) }),
  })

describe('the plan of a restore to a point in time', () => {
  it('takes the WAL up to a heartbeat that committed after it, on the timeline that was in use then', () => {
    expect(planPointInTime(sources(), at(45))).toMatchObject({
      ...{ timeline: 1, holds: at(40).toISOString(), wal: { first: segment(1, 2), last: segment(1, 5) } },
    })
    expect(planPointInTime(sources(), at(115))).toMatchObject({ timeline: 2, wal: { last: segment(2, 6) } })
    expect(planPointInTime(sources(), null)).toMatchObject({ timeline: 2, wal: { last: segment(2, 7) } })
  })

  it.each([
    [14, /complete only later/],
    [17, /trail of heartbeats begins later/],
    [80, /was down, or was being restored/],
    [129, /no later heartbeat/],
  ])('refuses second %i', (seconds, detail) => {
    expect(() => planPointInTime(sources(), at(seconds))).toThrowError(refusal(detail))
  })

  it('refuses a segment that is missing on the way, and not one that it does not take', () => {
    const lost = [segment(1, 3)]
    const wal = expect.objectContaining({
      code: 'wal_missing',
      parameters: expect.objectContaining({ segment: lost[0] }),
    })
    for (const target of [at(45), at(115), null])
      expect(() => planPointInTime(sources({ lost }), target)).toThrowError(wal)
    expect(planPointInTime(sources({ lost: [segment(1, 6)] }), at(115)).timeline).toBe(2)
    expect(() => planPointInTime(sources({ lost: [segment(1, 6)] }), at(55))).toThrowError(refusal(/not archived yet/))
  })

  it('takes no damaged backup, and none of a timeline that was left before it', () => {
    expect(() => planPointInTime(sources({ damaged: true }), at(45))).toThrowError(refusal(/no physical backup/))
    const left = { ...sources(), backups: [...sources().backups, backup('left', 55, 1, 5, false)] }
    expect(planPointInTime(left, at(58 - 2)).backup.label).toBe('left')
    expect(planPointInTime(left, at(115)).backup.label).toBe('first')
  })
})
