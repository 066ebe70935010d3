/** Bytes of an object: whole, or as a stream that is read once; of a repeatable one, no store keeps a copy on its way. */
export type ObjectBody = Uint8Array | AsyncIterable<Uint8Array> | RepeatableBody

/** A stream of which every iteration gives the same bytes, from the start. */
export interface RepeatableBody extends AsyncIterable<Uint8Array> {
  readonly repeatable: true
}

export interface ObjectHead {
  readonly key: string
  readonly sizeBytes: number
  readonly modifiedAt: Date
  /**
   * SHA-256 kept beside the object, lowercase hex; absent where the store keeps none, in lists, and of an object written in
   * parts when a range of it is read or the caller knows the hash.
   */
  readonly sha256?: string
}

/** What was written, hashed on its way in. */
export interface WrittenObject {
  readonly key: string
  readonly sizeBytes: number
  /** SHA-256 of the bytes, lowercase hex. */
  readonly sha256: string
}

export interface CallOptions {
  /** Ends the call with the signal's reason, and frees what it holds. */
  readonly signal?: AbortSignal
  /** Called whenever bytes have moved beyond the caller's sight: what is silent for long is given up. */
  readonly onProgress?: () => void
}

export interface PutOptions extends CallOptions {
  /** Refuses the write (`object_corrupt`) when the bytes hash to anything else. */
  readonly sha256?: string
}

export interface GetOptions extends CallOptions {
  /** Bytes `start` to `end`, both counted from 0 and both included; without `end` to the last one. */
  readonly range?: { readonly start: number; readonly end?: number }
  /**
   * The stream ends with `object_corrupt` when the whole object hashes to anything else; without it, to anything else
   * than the hash kept beside it. Not with `range`.
   */
  readonly sha256?: string
}

export interface SweepOptions extends CallOptions {
  /** What has been touched since then may still be written. */
  readonly before: Date
}

export interface StoredObject {
  readonly head: ObjectHead
  /** Ends with an error rather than early. Read it, or break off the loop over it: it may hold a connection. */
  readonly body: AsyncIterable<Uint8Array>
}

export interface ListOptions extends CallOptions {
  /** Keys after this one; a page's `next`. */
  readonly after?: string
  /** At most this many objects, 1 to `listPageMax`. */
  readonly limit?: number
  /** Leaves out what it says no to, which costs a store that looks at each object less. A page may then be empty and not the last. */
  readonly wants?: (key: string) => boolean
  /** Told of what others put there under keys that no store takes, and that no page shows. */
  readonly onStranger?: (key: string) => void
}

export interface ObjectPage {
  /** In the order of the keys' UTF-8 bytes, as S3 lists them. */
  readonly objects: readonly ObjectHead[]
  /** Pass as `after` for the next page; null on the last one. */
  readonly next: string | null
}

export type ConditionalPut = { ok: true; object: WrittenObject } | { ok: false; reason: 'exists' }

/** What could not be deleted, and why. */
export interface DeleteFailure {
  readonly key: string
  readonly detail: string
}

/** Objects listed or deleted at once, as in S3. */
export const listPageMax = 1000

/**
 * A flat space of immutable byte strings by key. A write is atomic: readers see the whole old object or the
 * whole new one, and after a crash too. An object that is not there is an answer (`null`), not an error.
 */
export interface ObjectStore {
  /** For people and logs: carries no credentials. */
  readonly url: string
  put(key: string, body: ObjectBody, options?: PutOptions): Promise<WrittenObject>
  /**
   * Of any concurrent writers of one key, exactly one gets `ok`. Writes nothing and throws `object_store_condition_ignored` where
   * the store could not keep that.
   */
  putIfAbsent(key: string, body: ObjectBody, options?: PutOptions): Promise<ConditionalPut>
  /** What `putIfAbsent` asks of the store before each write: throws `object_store_condition_ignored` when it would overwrite. */
  assertConditionKept(options?: CallOptions): Promise<void>
  /**
   * Where the URL asks for encryption at rest: throws `object_store_encryption_missing` when the store does not say that it does it, as
   * each write then does. Elsewhere nothing is asked.
   */
  assertEncrypted(options?: CallOptions): Promise<void>
  get(key: string, options?: GetOptions): Promise<StoredObject | null>
  head(key: string, options?: CallOptions): Promise<ObjectHead | null>
  list(prefix: string, options?: ListOptions): Promise<ObjectPage>
  /** Copies within the store, as atomically as a write; null when there is nothing at `from`. */
  copy(from: string, to: string, options?: CallOptions): Promise<ObjectHead | null>
  /** Deleting what is not there succeeds. */
  delete(key: string, options?: CallOptions): Promise<void>
  /** Deletes any number of objects and returns those that it could not; throws when the store as a whole fails. */
  deleteMany(keys: readonly string[], options?: CallOptions): Promise<readonly DeleteFailure[]>
  /**
   * Removes what writers that were killed have left and no list shows, as far as the account is allowed to. The first write of a
   * process does it too, of what is a day old.
   */
  sweep(options: SweepOptions): Promise<void>
}
