/** The order in which every store lists: that of the keys' UTF-8 bytes. */
export function isKeyBefore(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0
}
