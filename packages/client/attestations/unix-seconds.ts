import { invalidValue } from '../problems/own-problems.ts'

/** Whole seconds, as EAS counts time. `path` is what to blame where it is no date. */
export function unixSeconds(date: Date, path: string): bigint {
  const seconds = Math.floor(Number(date) / 1_000)
  if (Object.prototype.toString.call(date) !== '[object Date]' || !Number.isFinite(seconds)) {
    throw invalidValue(path, 'it is not a date')
  }
  if (seconds < 0) throw invalidValue(path, 'it is before 1970, which EAS cannot say')
  return BigInt(seconds)
}
