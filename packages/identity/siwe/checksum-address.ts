import type { Address } from 'viem'
import { keccak256Hex } from './keccak256.ts'

/** The EIP-55 form of an address, given as its 40 lowercase hexadecimal digits without `0x`. */
export function checksumAddress(digits: string): Address {
  const hash = keccak256Hex(Buffer.from(digits, 'latin1'))
  let address = '0x'
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits[index] ?? ''
    address += (hash[index] ?? '') >= '8' ? digit.toUpperCase() : digit
  }
  return address as Address
}
