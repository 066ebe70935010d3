/** The order in which every store lists: that of the keys' UTF-8 bytes. */
export function isKeyBefore(left: string, right: string): boolean {
  return compareKeys(left, right) < 0
}

/** For `sort`. */
export function compareKeys(left: string, right: string): number {
  // Only where there are surrogates is the order of UTF-16 another one; making bytes of each name took longer than reading directories.
  if (surrogate.test(left) || surrogate.test(right)) return Buffer.compare(Buffer.from(left), Buffer.from(right))
  return left < right ? -1 : Number(left > right)
}

const surrogate = /[\ud800-\udfff]/
