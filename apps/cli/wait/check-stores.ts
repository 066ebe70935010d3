import { openStore } from '../stack-in-use/open-store.ts'
import type { StoreInUse } from '../stack-in-use/stack-in-use.ts'

/** A listing of each store, signed with its own credentials: a server that is up without the bucket is not ready. */
export async function checkStores(stores: readonly StoreInUse[], options: { timeoutMs: number }): Promise<void> {
  const signal = AbortSignal.timeout(options.timeoutMs)
  for (const store of stores) await openStore(store).list('', { limit: 1, signal })
}
