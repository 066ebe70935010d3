import type { ObjectStore } from '@aura-sign/object-store'
import type { Probe } from '../site-services.ts'

/** Whether the object store lists what it holds; it takes reach, credentials and bucket to do that. */
export function objectsProbe(store: ObjectStore): Probe {
  return {
    name: 'objects',
    critical: false,
    async check() {
      await store.list('', { limit: 1 })
      return { status: 'ok' }
    },
  }
}
