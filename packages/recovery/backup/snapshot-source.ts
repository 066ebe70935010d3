/** One consistent state of a database, for as long as `SnapshotSource.snapshot` lends it. */
export interface Snapshot {
  /** Rows of one statement. All queries and the dump see the same state. */
  query(text: string): Promise<readonly Record<string, unknown>[]>
  /** The database as SQL text of `pg_dump`. */
  dump(): AsyncIterable<Uint8Array>
  /** What only a snapshot has for which nobody has to wait: it may be held for as long as a store takes. */
  readonly server?: {
    /** Roles and settings of the whole server as SQL text of `pg_dumpall`. */
    globals(): AsyncIterable<Uint8Array>
  }
}

/** What a backup is taken from. */
export interface SnapshotSource {
  snapshot<T>(use: (snapshot: Snapshot) => Promise<T>): Promise<T>
}
