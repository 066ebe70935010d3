import { describe, expect, it } from 'vitest'
import { pollDelayMs } from './poll-delay.ts'

describe('pollDelayMs', () => {
  it('asks soon at first and more seldom with every answer', () => {
    const delays = Array.from({ length: 8 }, (_, answers) => pollDelayMs(answers + 1))
    expect(delays[0]).toBe(500)
    expect(delays).toEqual([...new Set(delays)].sort((a, b) => a - b))
  })

  it('never waits longer than ten seconds', () => {
    expect(pollDelayMs(10_000)).toBe(10_000)
  })
})
