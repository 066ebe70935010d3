import fc from 'fast-check'
import { keccak256 as keccak256InJavascript } from 'viem/utils'
import { describe, expect, it } from 'vitest'
import { keccak256, keccak256Hex } from './keccak256.ts'

describe('keccak256', () => {
  it('is the same from OpenSSL and from JavaScript, for any bytes of up to three blocks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 420 }), (bytes) => {
        const expected = keccak256InJavascript(bytes).slice(2)
        for (const native of [true, false]) {
          expect(keccak256(bytes, native).toString('hex')).toBe(expected)
          expect(keccak256Hex(bytes, native)).toBe(expected)
        }
      }),
    )
  })
})
