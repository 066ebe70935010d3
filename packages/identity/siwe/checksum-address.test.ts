import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksumAddress } from './checksum-address.ts'
import { arbitraryAddress } from './testing/arbitrary-siwe-fields.ts'

describe('checksumAddress', () => {
  it('writes the capital letters that viem writes, for any address', () => {
    fc.assert(
      fc.property(arbitraryAddress, (address) => {
        expect(checksumAddress(address.slice(2).toLowerCase())).toBe(address)
      }),
    )
  })
})
