import { limits } from './limits.ts'
import type { Scheduler, Tenant } from './session/scheduler.ts'
import type { SharedSession } from './session/shared-session.ts'

/**
 * What the checkpointer and autovacuum do in a server. PGlite is a single process without them, so its WAL would grow,
 * and crash recovery with it, until it is closed, and dead rows would stay for ever.
 */
export class Maintenance implements Tenant {
  readonly #shared: SharedSession
  readonly #scheduler: Scheduler
  readonly #timer: NodeJS.Timeout
  #due = false

  constructor(shared: SharedSession, scheduler: Scheduler) {
    this.#shared = shared
    this.#scheduler = scheduler
    this.#timer = setInterval(() => this.#request(), limits.maintenanceMs)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#scheduler.remove(this)
  }

  ready(): boolean {
    return this.#due
  }

  /** One table at a time, so that clients wait for one piece only. */
  work(): 'release' {
    this.#due = maintainOnce(this.#shared)
    return 'release'
  }

  evict(): void {}

  inTransaction(): boolean {
    return false
  }

  #request(): void {
    this.#due = true
    this.#scheduler.request(this)
  }
}

/** Does the most pressing piece of maintenance; false when there is none. */
export function maintainOnce(shared: SharedSession): boolean {
  const [wal] = shared.runAsServer(walQuery)
  if (wal?.due === true) {
    shared.runAsServer('CHECKPOINT')
    return true
  }
  const [table] = shared.runAsServer(tableQuery)
  if (!table) return false
  // Vacuuming a graph index repairs it row by row and nobody else could run anything meanwhile: 50,000 rows took minutes.
  const indexCleanup = table.large_graph === true ? 'OFF' : 'AUTO'
  shared.runAsServer(`VACUUM (ANALYZE, INDEX_CLEANUP ${indexCleanup}) ${table.name}`)
  return true
}

const walQuery = `
  SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), redo_lsn) > ${limits.walBytesMax} AS due
  FROM pg_catalog.pg_control_checkpoint()`

/** The thresholds of autovacuum's defaults, for dead rows and for inserted ones. */
const tableQuery = `
  SELECT pg_catalog.format('%I.%I', s.schemaname, s.relname) AS name,
    c.reltuples > 5000 AND EXISTS (
      SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
      JOIN pg_catalog.pg_am a ON a.oid = x.relam WHERE i.indrelid = c.oid AND a.amname = 'hnsw') AS large_graph
  FROM pg_catalog.pg_stat_user_tables s JOIN pg_catalog.pg_class c ON c.oid = s.relid
  WHERE s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0) OR s.n_ins_since_vacuum > 1000 + 0.2 * greatest(c.reltuples, 0)
  ORDER BY s.n_dead_tup DESC LIMIT 1`
