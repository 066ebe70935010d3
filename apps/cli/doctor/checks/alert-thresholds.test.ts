import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { projectDirectory } from '../../config.ts'
import { backupAgeSecondsMax, heartbeatAgeSecondsMax } from './check-backups.ts'
import { shareLow } from './check-disks.ts'

const thresholds = [
  { alert: 'BackupTooOld', file: 'recovery.yml', comparison: '>', value: backupAgeSecondsMax },
  { alert: 'HeartbeatTrailStale', file: 'recovery.yml', comparison: '>', value: heartbeatAgeSecondsMax },
  { alert: 'DiskSpaceLow', file: 'services.yml', comparison: '<', value: shareLow },
]

describe('doctor and the alerts', () => {
  it.each(thresholds)('agree on what $alert means', ({ alert, file, comparison, value }) => {
    const text = readFileSync(join(projectDirectory, 'infra/prometheus/alerts', file), 'utf8')
    expect(boundOf(text, { alert, comparison })).toBe(value)
    const moved = text.replaceAll(`${comparison} ${value}`, `${comparison} ${value / 2}`)
    expect(boundOf(moved, { alert, comparison })).not.toBe(value)
  })
})

/** The number that the expression of an alert compares with first. */
function boundOf(text: string, { alert, comparison }: { alert: string; comparison: string }): number {
  const { groups } = parse(text) as { groups: { rules: { alert: string; expr: string }[] }[] }
  const rule = groups.flatMap(({ rules }) => rules).find((candidate) => candidate.alert === alert)
  return Number(rule?.expr.split(`${comparison} `)[1]?.split(/\s/)[0])
}
