import { keccak256, toBytes } from 'viem'

/** Reproducible random numbers: the same label gives the same sequence on every machine. */
export interface RandomSource {
  /** An integer in [0, below). */
  integer(below: number): number
  pick<T>(list: readonly T[]): T
  /** Different elements, in random order. */
  pickSeveral<T>(list: readonly T[], count: number): T[]
}

/** mulberry32, seeded by the hash of a label. Not for secrets. */
export function randomSource(label: string): RandomSource {
  let state = Number.parseInt(keccak256(toBytes(label)).slice(2, 10), 16)
  const integer = (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  const pickSeveral = <T>(list: readonly T[], count: number): T[] => {
    const rest = [...list]
    return Array.from({ length: Math.min(count, list.length) }, () => rest.splice(integer(rest.length), 1)).flat()
  }
  const pick = <T>(list: readonly T[]): T => {
    const [picked] = pickSeveral(list, 1)
    if (picked === undefined) throw new Error('cannot pick from an empty list')
    return picked
  }
  return { integer, pick, pickSeveral }
}
