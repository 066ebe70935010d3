import { describe, expect, it } from 'vitest'
import { parseTargetTime } from './parse-target-time.ts'

const now = new Date('2026-11-22T12:00:00Z')

describe('the time of a restore', () => {
  it.each([
    ['2026-11-22 10:15:00Z', '2026-11-22T10:15:00.000Z'],
    ['2026-11-22T10:15:00.250Z', '2026-11-22T10:15:00.250Z'],
    ['2026-11-22 11:15:00+01:00', '2026-11-22T10:15:00.000Z'],
    ['2026-11-22 00:15:00 -0430', '2026-11-22T04:45:00.000Z'],
  ])('is read from %s', (text, expected) => {
    expect(parseTargetTime(text, { now }).toISOString()).toBe(expected)
  })

  it.each([
    '2026-11-22 10:15:00',
    '2026-11-22 10:15Z',
    '22.11.2026 10:15:00Z',
    '2026-02-31 10:15:00Z',
    '2026-11-22 25:15:00Z',
    '2026-11-22 12:00:01Z',
    'yesterday',
  ])('is refused in %s', (text) => {
    expect(() => parseTargetTime(text, { now })).toThrowError(expect.objectContaining({ code: 'target_time_invalid' }))
  })
})
