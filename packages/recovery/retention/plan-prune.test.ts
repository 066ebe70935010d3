import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planPrune, type RetainedBackup } from './plan-prune.ts'

const now = new Date('2026-12-01T12:00:00Z')
const hourMs = 3_600_000
const policy = { keepLast: 2, keepHours: 24, keepDays: 3 }

function backup(ageHours: number, change: Partial<RetainedBackup> = {}): RetainedBackup {
  const at = new Date(now.getTime() - ageHours * hourMs)
  const stem = `backup_${at.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')}`
  return { stem, at, touchedAt: at, sizeBytes: 1, state: 'complete', verified: false, ...change }
}
const verified = (ageHours: number) => backup(ageHours, { verified: true })
const agesRemoved = (backups: RetainedBackup[], at = now) =>
  planPrune(backups, { policy, now: at }).remove.map(({ backup }) => (now.getTime() - backup.at.getTime()) / hourMs)

describe('retention', () => {
  it('removes nothing as long as no backup is verified, however many and old they are', () => {
    expect(agesRemoved([1, 100, 1_000, 10_000].map((age) => backup(age)))).toEqual([])
  })

  it('keeps the newest verified one and all that are newer, though the newest are bad', () => {
    const bad = [1, 30, 60].map((age) => backup(age, { state: 'damaged' }))
    const unverified = [backup(90), backup(200)]
    expect(agesRemoved([...bad, ...unverified, verified(1_000), verified(2_000), backup(1_500)])).toEqual([1_500])
  })

  it('keeps all of the last hours, the last verified ones, and one of each day', () => {
    const days = [verified(30), verified(34), verified(54), verified(58), backup(55), verified(200), verified(300)]
    expect(agesRemoved([verified(0), backup(1), backup(23), ...days])).toEqual([34, 55, 58, 200, 300])
  })

  it('counts verified backups only', () => {
    expect(agesRemoved([verified(0), backup(30), backup(31), verified(500), verified(600)])).toEqual([30, 31, 600])
  })

  it('removes what was never finished after a day in which nothing of it was written', () => {
    const leftover = (ageHours: number, touchedHours = ageHours) =>
      backup(ageHours, { state: 'incomplete', touchedAt: new Date(now.getTime() - touchedHours * hourMs) })
    expect(agesRemoved([leftover(1), leftover(25), leftover(48, 2)])).toEqual([25])
  })

  it('removes no finished backup because a clock is ahead, or because backups have ended', () => {
    const backups = [verified(0), verified(10), backup(20), verified(40)]
    expect(agesRemoved(backups, new Date('2099-01-01T00:00:00Z'))).toEqual([])
  })

  it('never removes the newest verified one nor a finished one that is newer, whatever there is', () => {
    const anyBackup = fc.record({
      age: fc.integer({ min: 0, max: 2_000 }),
      verified: fc.boolean(),
      state: fc.constantFrom('complete' as const, 'incomplete' as const, 'damaged' as const),
    })
    fc.assert(
      fc.property(fc.uniqueArray(anyBackup, { selector: ({ age }) => age, maxLength: 40 }), (list) => {
        const backups = list.map(({ age, state, verified }) =>
          backup(age, { state, verified: verified && state === 'complete' }),
        )
        const newest = Math.min(...backups.filter((each) => each.verified).map((each) => now.getTime() - +each.at))
        for (const { backup: removed } of planPrune(backups, { policy, now }).remove) {
          if (removed.state !== 'incomplete') expect(now.getTime() - +removed.at).toBeGreaterThan(newest)
        }
      }),
    )
  })
})
