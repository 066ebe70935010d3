import { describe, expect, it } from 'vitest'
import { isAtLeast, parseVersion } from './version.ts'

describe('parseVersion', () => {
  it.each([
    ['psql (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)', [15, 14, 0]],
    ['aws-cli/1.45.11 Python/3.11.7 Linux/6.18.44 botocore/1.43.11', [1, 45, 11]],
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0', [7, 0, 15]],
    ['prometheus, version 2.42.0+ds (branch: debian/sid)', [2, 42, 0]],
    ['nothing', null],
  ])('reads %s', (text, version) => {
    expect(parseVersion(text)).toEqual(version)
  })
})

describe('isAtLeast', () => {
  it.each([
    [[0, 8, 4], [0, 8, 4], true],
    [[0, 8], [0, 8, 0], true],
    [[0, 10, 0], [0, 8, 4], true],
    [[2, 9, 19], [2, 13], false],
    [[1, 45, 0], [2], false],
  ])('compares %j with %j', (version, wanted, expected) => {
    expect(isAtLeast(version, wanted)).toBe(expected)
  })
})
