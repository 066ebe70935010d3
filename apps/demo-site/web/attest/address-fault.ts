import { isAddress } from 'viem'

/** What is wrong with an address as it was typed; null is nothing. Capitals, where there are any, are a checksum (EIP-55). */
export function addressFault(text: string): string | null {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return 'An address: 0x and 40 hexadecimal digits'
  return isAddress(text) ? null : 'A letter or its case is wrong: copy the address again'
}
