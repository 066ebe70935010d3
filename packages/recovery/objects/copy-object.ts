import { AuraError } from '@aura-sign/core'
import type { ObjectHead, ObjectStore } from '@aura-sign/object-store'

export interface ObjectCopy {
  readonly fromKey: string
  readonly toKey: string
  /** What its bytes have to hash to; null: what the source keeps for it, where it keeps anything. */
  readonly sha256: string | null
  /** Leaves alone what is at `toKey` by then. */
  readonly ifAbsent?: boolean
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/** `vanished`: there is nothing at the source any more. `exists`: there is something at the target by now. */
export type CopyOutcome =
  | { readonly ok: true; readonly sizeBytes: number; readonly sha256: string }
  | { readonly ok: false; readonly reason: 'vanished' | 'exists' }

/** An object that is overwritten as often as it is read will be there at the next run. */
const attemptsMax = 3

/**
 * Copies one object between stores: hashed as it is read, hashed as it is written, then read back and hashed again. Nothing is
 * visible before all of it is there; a copy that reads back damaged is removed. An object that changes while it is read is read
 * again. Throws `object_corrupt` when the source is damaged, `object_copy_damaged` when the copy is.
 */
export async function copyObject(
  { from, to }: { from: ObjectStore; to: ObjectStore },
  copy: ObjectCopy,
): Promise<CopyOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await copyOnce({ from, to }, copy)
    } catch (error) {
      if (!(error instanceof ChangedError)) throw error
      if (attempt >= attemptsMax) throw new AuraError('object_changing', { key: copy.fromKey })
    }
  }
}

class ChangedError extends Error {}

async function copyOnce({ from, to }: { from: ObjectStore; to: ObjectStore }, copy: ObjectCopy): Promise<CopyOutcome> {
  const { fromKey, toKey, ifAbsent = false, signal } = copy
  const calls = signal ? { signal } : {}
  const found = await from.get(fromKey, { ...calls, ...(copy.sha256 !== null && { sha256: copy.sha256 }) })
  if (!found) return { ok: false, reason: 'vanished' }
  const sha256 = copy.sha256 ?? found.head.sha256
  const body = watched(found.body, {
    onBytes: copy.onBytes,
    // What its key hashes to cannot change under that key.
    atEnd: async () => (copy.sha256 === null ? await assertUnchanged(from, found.head, calls) : undefined),
  })
  const options = { ...calls, ...(sha256 !== undefined && { sha256 }) }
  const put = ifAbsent
    ? await to.putIfAbsent(toKey, body, options)
    : { ok: true as const, object: await to.put(toKey, body, options) }
  if (!put.ok) return { ok: false, reason: 'exists' }
  await readBack(to, { key: toKey, sha256: put.object.sha256, calls })
  return { ok: true, sizeBytes: put.object.sizeBytes, sha256: put.object.sha256 }
}

async function* watched(
  body: AsyncIterable<Uint8Array>,
  { onBytes, atEnd }: { onBytes: ((bytes: number) => void) | undefined; atEnd: () => Promise<void> },
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body) {
    onBytes?.(chunk.byteLength)
    yield chunk
  }
  // Before the last byte is acknowledged, so that a copy of what is no longer there never becomes visible.
  await atEnd()
}

async function assertUnchanged(from: ObjectStore, read: ObjectHead, calls: { signal?: AbortSignal }): Promise<void> {
  const now = await from.head(read.key, calls)
  const isSame =
    now?.sizeBytes === read.sizeBytes &&
    now.modifiedAt.getTime() === read.modifiedAt.getTime() &&
    now.sha256 === read.sha256
  if (!isSame) throw new ChangedError(`${read.key} changed while it was read`)
}

/** What a store says that it took is no proof of what it keeps. */
async function readBack(
  to: ObjectStore,
  { key, sha256, calls }: { key: string; sha256: string; calls: { signal?: AbortSignal } },
): Promise<void> {
  try {
    const found = await to.get(key, { ...calls, sha256 })
    if (!found) throw new AuraError('object_copy_damaged', { key, store: to.url })
    for await (const _chunk of found.body);
  } catch (error) {
    if (!(error instanceof AuraError) || error.code !== 'object_corrupt') throw error
    // Of the right size, the next run would take it for a good one.
    await to.delete(key, calls)
    throw new AuraError('object_copy_damaged', { key, store: to.url }, { cause: error })
  }
}
