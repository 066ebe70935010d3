/** `0x1234…abcd`: enough to recognise an address, not enough to verify it. */
export function shortAddress(address: string): string {
  return address.length <= 12 ? address : `${address.slice(0, 6)}…${address.slice(-4)}`
}
