import type { ObjectsRun } from '@aura-sign/recovery'
import { describe, expect, it } from 'vitest'
import { checkObjectCopies } from './check-object-copies.ts'

const now = new Date('2026-12-01T12:00:00Z')
const runAt = (minutesAgo: number, change: Partial<ObjectsRun> = {}) =>
  ({
    ...{ state: 'complete', startedAt: new Date(now.getTime() - minutesAgo * 60_000).toISOString(), failed: 0 },
    ...{ held: { deleted: 0, overwritten: 0 }, ...change },
  }) as ObjectsRun
const check = (newest: ObjectsRun | null, newestDone = newest, running = true) =>
  checkObjectCopies({ known: true, value: { newest, newestDone } }, { now, running }).map(({ status }) => status)

describe('checkObjectCopies', () => {
  it('is content with copies of the last half hour, and with older ones where nothing runs', () => {
    expect([check(runAt(0)), check(runAt(30)), check(runAt(600), runAt(600), false)]).toEqual([['ok'], ['ok'], ['ok']])
  })

  it.each<[string, ObjectsRun | null, ObjectsRun | null, string]>([
    ['none', null, null, 'warn'],
    ['old ones', runAt(31), runAt(31), 'fail'],
    ['objects without one', runAt(1, { state: 'partial', failed: 2 }), runAt(1, { failed: 2 }), 'fail'],
    ['mass deletions', runAt(1, { state: 'held', held: { deleted: 200, overwritten: 0 } }), runAt(16), 'fail'],
  ])('sees %s', (_what, newest, newestDone, status) => {
    expect(check(newest, newestDone)).toEqual([status])
  })

  it('says that it could not look', () => {
    const findings = checkObjectCopies({ known: false, reason: 'AccessDenied' }, { now, running: true })
    expect(findings).toMatchObject([{ status: 'fail', detail: expect.stringContaining('AccessDenied') }])
    expect(checkObjectCopies(null, { now, running: true })).toEqual([])
  })
})
