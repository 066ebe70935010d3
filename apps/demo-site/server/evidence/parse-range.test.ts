import { describe, expect, it } from 'vitest'
import { parseRange } from './parse-range.ts'

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=2-5', { start: 2, end: 5 }],
    ['bytes=2-', { start: 2, end: 9 }],
    ['bytes=2-99', { start: 2, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=10-12', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    [undefined, 'whole'],
    ['bytes=5-2', 'whole'],
    ['bytes=0-1,3-4', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes= 0-1', 'whole'],
    ['pages=1-2', 'whole'],
    ['bytes=99999999999999999-', 'whole'],
    ['bytes=0--1', 'whole'],
    ['bytes=--1', 'whole'],
    ['bytes=0x0-0x5', 'whole'],
    ['bytes=1e0-2', 'whole'],
    ['bytes=0.5-2', 'whole'],
    ['bytes=٠-١', 'whole'],
    ['bytes=0-1\n', 'whole'],
    ['bytes =0-1', 'whole'],
    ['bytes=0-1,', 'whole'],
    ['bytes=0-9007199254740993', { start: 0, end: 9 }],
    ['bytes=9007199254740993-', 'unsatisfiable'],
    [`bytes=${'0-1,'.repeat(10_000)}`, 'whole'],
    ['', 'whole'],
  ])('%s of ten bytes is %j', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range)
  })
})
