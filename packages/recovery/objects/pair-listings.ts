import { isKeyBefore, listObjects, type ObjectHead, type ObjectStore } from '@aura-sign/object-store'

/** What there is under one key in two stores. */
export interface ObjectPair {
  readonly key: string
  readonly left: ObjectHead | null
  readonly right: ObjectHead | null
}

export interface PairOptions {
  readonly prefix: string
  readonly wants?: (key: string) => boolean
  /** Told of what is on the left under keys that no store takes. */
  readonly onStranger?: (key: string) => void
  readonly signal?: AbortSignal | undefined
}

/** Both listings side by side, in the order of keys; a page of each is in memory, however many objects there are. */
export async function* pairListings(
  { left, right }: { left: ObjectStore; right: ObjectStore },
  options: PairOptions,
): AsyncGenerator<ObjectPair, void> {
  const { prefix, wants, onStranger, signal } = options
  // A listing that ended early would make what comes after it look deleted.
  const listing = { ...(wants && { wants }), ...(signal && { signal }), objectsMax: Number.MAX_SAFE_INTEGER }
  const lefts = listObjects(left, prefix, { ...listing, ...(onStranger && { onStranger }) })
  const rights = listObjects(right, prefix, listing)
  try {
    let [one, other] = [await next(lefts), await next(rights)]
    while (one ?? other) {
      const key = one && other ? (isKeyBefore(other.key, one.key) ? other.key : one.key) : (one ?? other)?.key
      if (key === undefined) return
      const pair = { key, left: one?.key === key ? one : null, right: other?.key === key ? other : null }
      if (pair.left) one = await next(lefts)
      if (pair.right) other = await next(rights)
      yield pair
    }
  } finally {
    await Promise.all([lefts.return(), rights.return()])
  }
}

async function next(listing: AsyncGenerator<ObjectHead, void>): Promise<ObjectHead | null> {
  const { value } = await listing.next()
  return value ?? null
}
