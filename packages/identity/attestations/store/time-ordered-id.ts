import { newId } from '@aura-sign/core'

/** A new UUIDv7 of a time: ids of accepted things are in the order of their acceptance. */
export function timeOrderedId(time: Date): string {
  return withTime(newId(), time)
}

/** The lowest id of a time: what was accepted before that has a lower one. */
export function lowestIdAt(time: Date): string {
  return withTime('00000000-0000-7000-8000-000000000000', time)
}

const timeMaxMs = 2 ** 48 - 1

function withTime(id: string, time: Date): string {
  const timeMs = Math.min(Math.max(time.getTime(), 0), timeMaxMs)
  const digits = timeMs.toString(16).padStart(12, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8)}${id.slice(13)}`
}
