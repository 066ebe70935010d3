import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from './parse-address.ts'
import { arbitraryAddress } from './testing/arbitrary-siwe-fields.ts'

const address = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'

describe('parseAddress', () => {
  it('gives the EIP-55 form of a lowercase, uppercase or checksummed address', () => {
    fc.assert(
      fc.property(arbitraryAddress, (checksummed) => {
        const digits = checksummed.slice(2)
        for (const text of [checksummed, `0x${digits.toLowerCase()}`, `0x${digits.toUpperCase()}`]) {
          expect(parseAddress(text)).toEqual({ ok: true, address: checksummed })
        }
      }),
    )
  })

  it.each([
    ['prefix', address.slice(2), 'it does not start with 0x'],
    ['prefix', address.replace('0x', '0X'), 'it does not start with 0x'],
    ['prefix', '', 'it does not start with 0x'],
    ['prefix', ` ${address}`, 'it does not start with 0x'],
    // The example address of the recovery runbook this project started from.
    ['length', '0x742d35Cc6634C0532925a3b8D9C9EACc65FD45d', 'it has 39 hexadecimal digits, 40 are needed'],
    ['length', `${address}0`, 'it has 41 hexadecimal digits, 40 are needed'],
    ['length', '0x', 'it has 0 hexadecimal digits, 40 are needed'],
    ['length', `0x${'g'.repeat(5_000)}`, 'it has more than 1000 digits, 40 are needed'],
    ['hex', address.replace('a', 'g'), 'digit 4 after 0x is not hexadecimal'],
    ['hex', `${address}\n`, 'digit 41 after 0x is not hexadecimal'],
    ['checksum', address.replace('a', 'A'), 'its capital letters are not its EIP-55 checksum'],
  ])('explains what is wrong: %s of %j', (reason, text, detail) => {
    expect(parseAddress(text)).toEqual({ ok: false, reason, detail })
  })

  it('refuses every address with one letter of the other case', () => {
    fc.assert(
      fc.property(arbitraryAddress, fc.nat(39), (checksummed, index) => {
        const letter = checksummed[index + 2] ?? ''
        const flipped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
        const text = checksummed.slice(0, index + 2) + flipped + checksummed.slice(index + 3)
        const digits = text.slice(2)
        fc.pre(text !== checksummed && digits !== digits.toLowerCase() && digits !== digits.toUpperCase())
        expect(parseAddress(text)).toMatchObject({ ok: false, reason: 'checksum' })
      }),
    )
  })
})
