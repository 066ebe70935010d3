import type { Sql } from '@aura-sign/postgres'
import type { EmbeddedDatabase } from '@aura-sign/stack'

/** A migrated database of its own for one test file, on the database that the run is about. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string
  readonly sql: Sql
  /** The same database with every right, for planting faults that its owner cannot. */
  readonly superuser: Sql
  /** What only the embedded database has; null on a server. */
  readonly embedded: EmbeddedDatabase | null
  close(): Promise<void>
}
