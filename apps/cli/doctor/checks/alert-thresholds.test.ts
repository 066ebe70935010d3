import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { projectDirectory } from '../../config.ts'
import { backupAgeSecondsMax, heartbeatAgeSecondsMax } from './check-backups.ts'
import { shareLow } from './check-disks.ts'
import { objectCopiesAgeSecondsMax } from './check-object-copies.ts'

const thresholds = [
  { alert: 'HeartbeatTrailStale', file: 'recovery.yml', comparison: '>', value: heartbeatAgeSecondsMax },
  { alert: 'ObjectsBackupLate', file: 'objects.yml', comparison: '>', value: objectCopiesAgeSecondsMax },
  { alert: 'DiskSpaceLow', file: 'services.yml', comparison: '<', value: shareLow },
]

describe('doctor and the alerts', () => {
  it.each(thresholds)('agree on what $alert means', ({ alert, file, comparison, value }) => {
    const text = readFileSync(join(projectDirectory, 'infra/prometheus/alerts', file), 'utf8')
    expect(boundOf(text, { alert, comparison })).toBe(value)
    const moved = text.replaceAll(`${comparison} ${value}`, `${comparison} ${value / 2}`)
    expect(boundOf(moved, { alert, comparison })).not.toBe(value)
  })

  it('agree on what BackupTooOld means where no schedule tells how often there has to be one', () => {
    const text = readFileSync(join(projectDirectory, 'infra/prometheus/alerts/recovery.yml'), 'utf8')
    expect(boundWithoutSchedule(text)).toBe(backupAgeSecondsMax)
    expect(boundWithoutSchedule(text.replace('vector(86400)', 'vector(43200)'))).not.toBe(backupAgeSecondsMax)
  })
})

/** So many intervals, of those that stand in for the ones of a schedule. */
function boundWithoutSchedule(text: string): number {
  const [, count, seconds] = /> (\d+) \* \(.* or vector\((\d+)\)\)/.exec(text) ?? []
  return Number(count) * Number(seconds)
}

/** The number that the expression of an alert compares with first. */
function boundOf(text: string, { alert, comparison }: { alert: string; comparison: string }): number {
  const { groups } = parse(text) as { groups: { rules: { alert: string; expr: string }[] }[] }
  const rule = groups.flatMap(({ rules }) => rules).find((candidate) => candidate.alert === alert)
  return Number(rule?.expr.split(`${comparison} `)[1]?.split(/\s/)[0])
}
