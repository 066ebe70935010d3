import { createHash } from 'node:crypto'
import type { ObjectStore } from '@aura-sign/object-store'
import { contentHashOf } from './object-keys.ts'
import type { ObjectPair } from './pair-listings.ts'

/**
 * `gone`: only on the right. `doubtful`: of the same size, and whether it is the same only contents or kept hashes tell, which
 * listings do not show.
 */
export type PairVerdict = 'missing' | 'gone' | 'same' | 'differs' | 'doubtful'

/**
 * Longer than the clocks of two servers that take signed requests usually differ, and than it takes to complete a copy after the
 * last look at its source.
 */
export const doubtMs = 5 * 60_000

/** Compares what is on the right with what is on the left, by what listings show. */
export function judgePair({ key, left, right }: ObjectPair): PairVerdict {
  if (!left) return 'gone'
  if (!right) return 'missing'
  if (left.sizeBytes !== right.sizeBytes) return 'differs'
  if (contentHashOf(key) !== null) return 'same'
  // Copies are made of the state at their time: one that is clearly younger than its source is of that state.
  return right.modifiedAt.getTime() - left.modifiedAt.getTime() >= doubtMs ? 'same' : 'doubtful'
}

/**
 * Whether both hold the same bytes: by the hashes that the stores keep, else by reading. True where one of them is gone by
 * now. Throws what reading a damaged object throws.
 */
export async function haveSameContent(
  { left, right }: { left: ObjectStore; right: ObjectStore },
  { leftKey, rightKey, signal }: { leftKey: string; rightKey: string; signal?: AbortSignal | undefined },
): Promise<boolean> {
  const calls = signal ? { signal } : {}
  const [one, other] = await Promise.all([left.head(leftKey, calls), right.head(rightKey, calls)])
  if (!one || !other) return true
  if (one.sizeBytes !== other.sizeBytes) return false
  if (one.sha256 !== undefined && other.sha256 !== undefined) return one.sha256 === other.sha256
  const [first, second] = [await hashOf(left, leftKey, calls), await hashOf(right, rightKey, calls)]
  return first === null || second === null || first === second
}

async function hashOf(store: ObjectStore, key: string, calls: { signal?: AbortSignal }): Promise<string | null> {
  const found = await store.get(key, calls)
  if (!found) return null
  const hash = createHash('sha256')
  for await (const chunk of found.body) hash.update(chunk)
  return hash.digest('hex')
}
