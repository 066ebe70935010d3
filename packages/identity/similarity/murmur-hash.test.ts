import { describe, expect, it } from 'vitest'
import { murmurHash } from './murmur-hash.ts'

describe('murmurHash', () => {
  // Published vectors of MurmurHash3_x86_32, one per length of the tail.
  it.each([
    ['', 0, 0x00000000],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['aa', 0x9747b28c, 0x5d211726],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('hashes %j with seed %i as the reference does', (text, seed, expected) => {
    expect(murmurHash(text, seed)).toBe(expected)
  })
})
