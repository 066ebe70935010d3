import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

describe('backoffMs', () => {
  it('triples from one second up to a quarter of an hour', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempts) => backoffMs(attempts, () => 0) / 1_000)
    expect(waits).toEqual([1, 3, 9, 27, 81, 243, 729, 900, 900])
  })

  it('takes off up to half at random, so that jobs which failed together come back apart', () => {
    expect(backoffMs(3, () => 0.999_999)).toBe(4_500)
    expect(backoffMs(3, () => 0.5)).toBe(6_750)
  })
})
