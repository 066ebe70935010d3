import type { Address } from 'viem'
import { checksumAddress } from './checksum-address.ts'

export type AddressResult =
  | { readonly ok: true; readonly address: Address }
  | {
      readonly ok: false
      readonly reason: 'prefix' | 'hex' | 'length' | 'checksum'
      /** What is wrong, for people: `it has 39 hexadecimal digits, 40 are needed`. Never repeats the input. */
      readonly detail: string
    }

const digitsNeeded = 40
/** Longer inputs are refused without being read through. */
const lengthMax = 1_000

/**
 * An Ethereum address in its EIP-55 form. All-lowercase and all-uppercase digits carry no checksum and are accepted;
 * mixed case has to be the checksum.
 */
export function parseAddress(text: string): AddressResult {
  if (!text.startsWith('0x')) return refuse('prefix', 'it does not start with 0x')
  const digits = text.slice(2)
  if (digits.length > lengthMax) return refuse('length', `it has more than ${lengthMax} digits, 40 are needed`)
  const foreign = digits.search(/[^0-9A-Fa-f]/)
  if (foreign >= 0) return refuse('hex', `digit ${foreign + 1} after 0x is not hexadecimal`)
  if (digits.length !== digitsNeeded) {
    return refuse('length', `it has ${digits.length} hexadecimal digits, ${digitsNeeded} are needed`)
  }
  const address = checksumAddress(digits.toLowerCase())
  const hasCase = digits !== digits.toLowerCase() && digits !== digits.toUpperCase()
  if (hasCase && address !== text) return refuse('checksum', 'its capital letters are not its EIP-55 checksum')
  return { ok: true, address }
}

function refuse(reason: 'prefix' | 'hex' | 'length' | 'checksum', detail: string): AddressResult {
  return { ok: false, reason, detail }
}
