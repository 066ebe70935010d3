import fc from 'fast-check'
import { hashMessage } from 'viem/utils'
import { describe, expect, it } from 'vitest'
import { hashPersonalMessage } from './hash-personal-message.ts'

describe('hashPersonalMessage', () => {
  it.each(['', 'a', 'ünïcode', '\u{1F511}', 'a\nb', 'a\r\nb', '\0', 'x'.repeat(1_000)])(
    'is the hash that wallets sign: %j',
    (message) => {
      expect(hex(hashPersonalMessage(message))).toBe(hashMessage(message))
    },
  )

  it('counts bytes, not characters, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        expect(hex(hashPersonalMessage(message))).toBe(hashMessage(message))
      }),
    )
  })
})

function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
