import fc from 'fast-check'
import { keccak256 as keccak256InJavascript } from 'viem/utils'
import { describe, expect, it } from 'vitest'
import { keccak256, keccak256Hex } from './keccak256.ts'

describe('keccak256', () => {
  it('is what JavaScript computes, for any bytes of up to three blocks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 420 }), (bytes) => {
        expect(keccak256(bytes).toString('hex')).toBe(keccak256InJavascript(bytes).slice(2))
        expect(keccak256Hex(bytes)).toBe(keccak256(bytes).toString('hex'))
      }),
    )
  })
})
