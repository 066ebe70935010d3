import type { ObjectStore } from './object-store.ts'

/**
 * A store that is written by one account and read by another: what may only put can be read back, listed and compared all the same.
 * Both are of one place. Deleting and copying is up to the writer.
 */
export function withReader(writer: ObjectStore, reader: ObjectStore): ObjectStore {
  return {
    url: writer.url,
    put: (key, body, options) => writer.put(key, body, options),
    putIfAbsent: (key, body, options) => writer.putIfAbsent(key, body, options),
    assertConditionKept: (options) => writer.assertConditionKept(options),
    assertEncrypted: (options) => writer.assertEncrypted(options),
    copy: (from, to, options) => writer.copy(from, to, options),
    delete: (key, options) => writer.delete(key, options),
    deleteMany: (keys, options) => writer.deleteMany(keys, options),
    sweep: (options) => writer.sweep(options),
    get: (key, options) => reader.get(key, options),
    head: (key, options) => reader.head(key, options),
    list: (prefix, options) => reader.list(prefix, options),
  }
}
