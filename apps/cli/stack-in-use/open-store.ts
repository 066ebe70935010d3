import { type ObjectStore, openObjectStore } from '@aura-sign/object-store'
import type { StoreInUse } from './stack-in-use.ts'

/** Opens a store with the credentials that belong to it. */
export function openStore(store: StoreInUse): ObjectStore {
  return openObjectStore(store.url, store.credentials === null ? {} : { credentials: store.credentials })
}
