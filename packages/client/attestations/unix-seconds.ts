/** Whole seconds, as EAS counts time. */
export function unixSeconds(date: Date): bigint {
  return BigInt(Math.floor(date.getTime() / 1_000))
}
