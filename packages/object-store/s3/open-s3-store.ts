import type { ObjectStore } from '../object-store.ts'
import type { S3Place } from './parse-s3-url.ts'
import type { S3Store, S3StoreOptions } from './s3-store.ts'

/** A store in a bucket. The AWS SDK is loaded with the first call: it takes longer to load than all else together. */
export function openS3Store(place: S3Place, options: S3StoreOptions = {}): ObjectStore {
  let opening: Promise<S3Store> | undefined
  const open = () => {
    opening ??= import('./s3-store.ts').then(({ S3Store }) => new S3Store(place, options))
    return opening
  }
  return {
    url: place.url,
    put: async (...call) => (await open()).put(...call),
    putIfAbsent: async (...call) => (await open()).putIfAbsent(...call),
    assertConditionKept: async (...call) => (await open()).assertConditionKept(...call),
    assertEncrypted: async (...call) => (await open()).assertEncrypted(...call),
    get: async (...call) => (await open()).get(...call),
    head: async (...call) => (await open()).head(...call),
    list: async (...call) => (await open()).list(...call),
    copy: async (...call) => (await open()).copy(...call),
    delete: async (...call) => (await open()).delete(...call),
    deleteMany: async (...call) => (await open()).deleteMany(...call),
    sweep: async (...call) => (await open()).sweep(...call),
  }
}
