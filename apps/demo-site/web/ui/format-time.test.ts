import { describe, expect, it } from 'vitest'
import { formatAge } from './format-time.ts'

const now = new Date('2026-11-23T12:00:00Z')

describe('formatAge', () => {
  it.each([
    ['2026-11-23T12:00:30Z', 'just now'],
    ['2026-11-23T11:59:45Z', 'just now'],
    ['2026-11-23T11:56:00Z', '4 minutes ago'],
    ['2026-11-23T09:00:00Z', '3 hours ago'],
    ['2026-11-22T11:00:00Z', 'yesterday'],
    ['2026-10-01T12:00:00Z', '53 days ago'],
  ])('says how long ago %s was', (date, words) => {
    expect(formatAge(new Date(date), now)).toBe(words)
  })
})
