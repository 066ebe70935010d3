import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'

/** Reads an object for the sake of its hash: that given, else the one that the store keeps. Throws what `isDamage` knows. */
export async function readWhole(
  store: ObjectStore,
  { key, sha256, signal }: { key: string; sha256: string | null; signal?: AbortSignal | undefined },
): Promise<void> {
  const found = await store.get(key, { ...(signal && { signal }), ...(sha256 !== null && { sha256 }) })
  if (found) for await (const _chunk of found.body);
}

/** Whether the object is what failed, and not its store. */
export function isDamage(error: unknown): boolean {
  return error instanceof AuraError && (error.code === 'object_corrupt' || error.code === 'object_hash_missing')
}
