import { expect, it } from 'vitest'
import { lostSeconds } from './lost-seconds.ts'

const acknowledged = new Map([1, 2, 3, 4].map((number) => [number, number * 1_000]))

it('is the time between the newest marker that was acknowledged and the newest that came back', () => {
  expect(lostSeconds(acknowledged, new Set([1, 2]))).toEqual({ seconds: 2, lost: 2 })
  expect(lostSeconds(acknowledged, new Set([1, 2, 3, 4]))).toEqual({ seconds: 0, lost: 0 })
})

it('is without end when nothing came back, or only what was never acknowledged', () => {
  expect(lostSeconds(acknowledged, new Set())).toEqual({ seconds: Number.POSITIVE_INFINITY, lost: 4 })
  expect(lostSeconds(acknowledged, new Set([9])).seconds).toBe(Number.POSITIVE_INFINITY)
})

it('counts a hole below the newest one that came back', () => {
  expect(lostSeconds(acknowledged, new Set([1, 2, 4]))).toEqual({ seconds: 0, lost: 1 })
})
