import { createHash } from 'node:crypto'
import type { ObjectHead, ObjectStore } from '@aura-sign/object-store'
import { haveSameContent, judgePair, type PairVerdict } from './judge-pair.ts'
import { ObjectFailures } from './object-failures.ts'
import { incomingPrefix, objectsPrefix } from './object-keys.ts'
import { type ObjectPair, pairListings } from './pair-listings.ts'
import { WorkSlots } from './work-slots.ts'

export interface ObjectsBackupPlan {
  /** At the source. */
  total: number
  totalBytes: number
  newestModifiedAt: Date | null
  listingSha256: string
  /** Copies that there are. */
  copies: number
  missing: number
  overwritten: number
  deleted: number
  /** What has to be read at the source. */
  bytes: number
  /** Whether deletions and overwrites are so many that an operator has to say that they are meant. */
  isSuspicious: boolean
}

/** An accident or an attack; what people delete in a quarter of an hour is less. */
export const changedMax = 100
export const changedShareMax = 0.5
const doubtsAtOnce = 16

export type SettledVerdict = Exclude<PairVerdict, 'doubtful'>

export interface SourceOptions {
  readonly signal?: AbortSignal | undefined
  /** Told of objects under keys that no store of ours takes. */
  readonly onStranger?: (key: string) => void
}

/** Objects and their copies in the order of keys; uploads that are not complete are nobody's yet. */
export function pairObjects(
  stores: { objects: ObjectStore; backups: ObjectStore },
  { signal, onStranger }: SourceOptions,
): AsyncGenerator<ObjectPair, void> {
  return pairListings(
    { left: stores.objects, right: stores.backups },
    {
      prefix: objectsPrefix,
      wants: (key) => !key.startsWith(incomingPrefix),
      ...(onStranger && { onStranger }),
      signal,
    },
  )
}

/** What a run would do. Reads both listings, and of objects in doubt their heads; changes nothing. */
export async function planObjectsBackup(
  stores: { objects: ObjectStore; backups: ObjectStore },
  options: SourceOptions & { onObjects?: (objects: number) => void },
): Promise<ObjectsBackupPlan> {
  const { signal, onStranger, onObjects } = options
  const plan = { total: 0, totalBytes: 0, copies: 0, missing: 0, overwritten: 0, deleted: 0, bytes: 0 }
  const listing = createHash('sha256')
  let newestModifiedAt: Date | null = null
  const slots = new WorkSlots({ countMax: doubtsAtOnce, bytesMax: doubtsAtOnce })
  const note = (verdict: SettledVerdict, source: ObjectHead | null) => {
    if (verdict === 'missing') plan.missing += 1
    if (verdict === 'differs') plan.overwritten += 1
    if (verdict === 'gone') plan.deleted += 1
    if (verdict === 'missing' || verdict === 'differs') plan.bytes += source?.sizeBytes ?? 0
  }
  try {
    for await (const pair of pairObjects(stores, { signal, ...(onStranger && { onStranger }) })) {
      const { left, right } = pair
      if (left) {
        plan.total += 1
        plan.totalBytes += left.sizeBytes
        listing.update(`${left.key}\t${left.sizeBytes}\t${left.modifiedAt.toISOString()}\n`)
        if (!newestModifiedAt || left.modifiedAt > newestModifiedAt) newestModifiedAt = left.modifiedAt
      }
      if (right) plan.copies += 1
      const verdict = judgePair(pair)
      if (verdict === 'doubtful') {
        await slots.start(1, async () => note(await settle(stores, pair, { signal }), left))
      } else note(verdict, left)
      onObjects?.(plan.total)
    }
    await slots.end()
  } catch (error) {
    await slots.settle()
    throw error
  }
  const changed = plan.deleted + plan.overwritten
  const isSuspicious = changed > changedMax && changed > plan.copies * changedShareMax
  return { ...plan, newestModifiedAt, listingSha256: listing.digest('hex'), isSuspicious }
}

/** What cannot be compared is copied again, which names what is wrong with it. */
export async function settle(
  { objects, backups }: { objects: ObjectStore; backups: ObjectStore },
  pair: ObjectPair,
  { signal }: { signal?: AbortSignal | undefined },
): Promise<SettledVerdict> {
  const verdict = judgePair(pair)
  if (verdict !== 'doubtful') return verdict
  const { key } = pair
  const stores = { left: objects, right: backups }
  const compare = () => haveSameContent(stores, { leftKey: key, rightKey: key, signal })
  return (await new ObjectFailures({ signal }).attempt(key, compare)) === true ? 'same' : 'differs'
}
