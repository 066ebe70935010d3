import { AuraError } from '@aura-sign/core'
import type { ObjectHead, ObjectStore } from '@aura-sign/object-store'
import { haveSameContent } from './judge-pair.ts'
import { contentHashOf, keptPrefix, objectsPrefix, parseKeptKey, timeName } from './object-keys.ts'
import { pairListings } from './pair-listings.ts'
import { isDamage, readWhole } from './read-whole.ts'
import { storeName } from './store-name.ts'

export interface ObjectsRestoreSelection {
  /** Of the keys, beginning with `data/`; default: all. */
  readonly prefix?: string | undefined
  /** Instead of the copies: what was deleted or overwritten since then, as it was then. */
  readonly deletedSince?: Date | undefined
  /** Replaces objects that are there and differ. */
  readonly overwrite?: boolean | undefined
  /** Reads what is there and has the size that it should have, where its key says what it hashes to: what is damaged differs. */
  readonly reread?: boolean | undefined
}

export interface ObjectsRestorePlan {
  readonly from: string
  readonly into: string
  /** What the operator types: the name of the bucket or folder that is written to. */
  readonly confirm: string
  readonly prefix: string
  readonly deletedSince: string | null
  readonly overwrite: boolean
  readonly missing: number
  readonly missingBytes: number
  /** There, and the same. */
  readonly same: number
  /** There, and something else: left alone without `overwrite`. */
  readonly different: number
  readonly differentBytes: number
  /** Keys of some of them. */
  readonly examples: readonly string[]
}

/** What a restore does with one object. */
export interface RestoreItem {
  readonly key: string
  /** Where its copy is. */
  readonly fromKey: string
  readonly sizeBytes: number
  readonly verdict: 'missing' | 'same' | 'different'
}

const examplesMax = 20
/** Their keys are held in memory: they lie by time, not by key. */
const keptObjectsMax = 500_000

/** Compares the copies with what is there. Reads both listings and, where sizes are the same and keys say nothing, hashes or contents. */
export async function planObjectsRestore(
  stores: { backups: ObjectStore; objects: ObjectStore },
  options: ObjectsRestoreSelection & { signal?: AbortSignal | undefined; onObjects?: (objects: number) => void },
): Promise<ObjectsRestorePlan> {
  const { prefix = objectsPrefix, deletedSince, overwrite = false } = options
  const counts = { missing: 0, missingBytes: 0, same: 0, different: 0, differentBytes: 0 }
  const examples: string[] = []
  let looked = 0
  for await (const { key, sizeBytes, verdict } of restoreItems(stores, options)) {
    counts[verdict] += 1
    if (verdict === 'missing') counts.missingBytes += sizeBytes
    if (verdict === 'different') {
      counts.differentBytes += sizeBytes
      if (examples.length < examplesMax) examples.push(key)
    }
    looked += 1
    options.onObjects?.(looked)
  }
  return {
    from: stores.backups.url,
    into: stores.objects.url,
    confirm: storeName(stores.objects.url),
    prefix,
    deletedSince: deletedSince?.toISOString() ?? null,
    overwrite,
    ...counts,
    examples,
  }
}

/** Every object that is selected, compared with what is there now. Throws `objects_prefix_invalid`. */
export async function* restoreItems(
  stores: { backups: ObjectStore; objects: ObjectStore },
  options: ObjectsRestoreSelection & { signal?: AbortSignal | undefined },
): AsyncGenerator<RestoreItem, void> {
  const { prefix = objectsPrefix, deletedSince, reread = false, signal } = options
  if (!prefix.startsWith(objectsPrefix)) throw new AuraError('objects_prefix_invalid', { prefix })
  if (deletedSince) {
    yield* keptItems(stores, { prefix, deletedSince, reread, signal })
    return
  }
  const { backups: left, objects: right } = stores
  for await (const pair of pairListings({ left, right }, { prefix, signal })) {
    if (!pair.left) continue
    const verdict = await compare(stores, { ...pair, left: pair.left, reread, signal })
    yield { key: pair.key, fromKey: pair.key, sizeBytes: pair.left.sizeBytes, verdict }
  }
}

/** Of what was kept since then, the first of each key: it was moved away when the object first changed. */
async function* keptItems(
  stores: { backups: ObjectStore; objects: ObjectStore },
  selection: { prefix: string; deletedSince: Date; reread: boolean; signal?: AbortSignal | undefined },
): AsyncGenerator<RestoreItem, void> {
  const { backups, objects } = stores
  const { prefix, deletedSince, reread, signal } = selection
  const calls = signal ? { signal } : {}
  const seen = new Set<string>()
  let after: string | undefined = `${keptPrefix}${timeName(deletedSince)}`
  while (after !== undefined) {
    const page = await backups.list(keptPrefix, { ...calls, after })
    for (const left of page.objects) {
      const kept = parseKeptKey(left.key)
      if (!kept?.key.startsWith(prefix) || seen.has(kept.key)) continue
      if (seen.size >= keptObjectsMax) throw new AuraError('objects_too_many', { max: keptObjectsMax })
      seen.add(kept.key)
      const right = await objects.head(kept.key, calls)
      const verdict = await compare(stores, { key: kept.key, left, right, reread, signal })
      yield { key: kept.key, fromKey: left.key, sizeBytes: left.sizeBytes, verdict }
    }
    after = page.next ?? undefined
  }
}

async function compare(
  { backups, objects }: { backups: ObjectStore; objects: ObjectStore },
  copy: { key: string; left: ObjectHead; right: ObjectHead | null; reread: boolean; signal?: AbortSignal | undefined },
): Promise<RestoreItem['verdict']> {
  const { key, left, right, reread, signal } = copy
  if (!right) return 'missing'
  if (left.sizeBytes !== right.sizeBytes) return 'different'
  const sha256 = contentHashOf(key)
  try {
    if (sha256 === null) {
      // Times say nothing here: what is there may be older and different, or restored a moment ago and the same.
      const stores = { left: backups, right: objects }
      return (await haveSameContent(stores, { leftKey: left.key, rightKey: key, signal })) ? 'same' : 'different'
    }
    if (reread) await readWhole(objects, { key, sha256, signal })
    return 'same'
  } catch (error) {
    if (isDamage(error)) return 'different'
    throw error
  }
}
