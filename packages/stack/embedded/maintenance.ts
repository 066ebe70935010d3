import { limits } from './limits.ts'
import type { Scheduler, Tenant } from './session/scheduler.ts'
import type { SharedSession } from './session/shared-session.ts'
import { QueryError } from './wire/query-error.ts'

/**
 * What the checkpointer and autovacuum do in a server. PGlite is a single process without them, so its WAL would grow,
 * and crash recovery with it, until it is closed, and dead rows would stay for ever.
 */
export class Maintenance implements Tenant {
  readonly #shared: SharedSession
  readonly #scheduler: Scheduler
  readonly #timer: NodeJS.Timeout
  /** Pieces left of this interval. */
  #pieces = 0
  /** Tables that could not be vacuumed: left alone until the next start, so that they do not hold up the others. */
  readonly #failed = new Set<string>()

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
    return this.#pieces > 0
  }

  /** One table at a time, so that clients wait for one piece only. */
  work(): 'release' {
    this.#pieces = maintainOnce(this.#shared, this.#failed) ? this.#pieces - 1 : 0
    return 'release'
  }

  evict(): void {}

  inTransaction(): boolean {
    return false
  }

  #request(): void {
    this.#pieces = limits.maintenancePiecesMax
    this.#scheduler.request(this)
  }
}

/** Does the most pressing piece of maintenance; false when there is none. Tables that fail are added to `failed`. */
export function maintainOnce(shared: SharedSession, failed: Set<string>): boolean {
  const [wal] = shared.runAsServer(walQuery)
  if (wal?.due === true) {
    shared.runAsServer('CHECKPOINT')
    return true
  }
  const table = shared.runAsServer(tableQuery).find(({ name }) => !failed.has(String(name)))
  if (!table) return false
  const indexCleanup = table.large_graph === true ? 'OFF' : 'AUTO'
  try {
    shared.runAsServer(`VACUUM (ANALYZE, INDEX_CLEANUP ${indexCleanup}) ${table.name}`)
  } catch (error) {
    // As with autovacuum, an error of a user's own function in an index, say, ends this table's turn and nothing else.
    if (!(error instanceof QueryError)) throw error
    failed.add(String(table.name))
    process.emitWarning(`${table.name} could not be vacuumed: ${error.message}`, { code: 'AURA_MAINTENANCE' })
  }
  return true
}

const walQuery = `
  SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), redo_lsn) > ${limits.walBytesMax} AS due
  FROM pg_catalog.pg_control_checkpoint()`

/**
 * The thresholds of autovacuum's defaults, for dead rows and for inserted ones, save for tables with an HNSW index.
 * Vacuuming one takes as long as inserting all its rows again (3,000 rows of 384 dimensions, a third of them dead: 32 s
 * against 34 s in the same run), with everybody waiting. So it waits for more dead rows, and a large one is left to
 * a REINDEX: only its heap is vacuumed.
 */
const tableQuery = `
  SELECT name, graph AND rows > 2000 AS large_graph FROM (
    SELECT pg_catalog.format('%I.%I', s.schemaname, s.relname) AS name, s.n_dead_tup, s.n_ins_since_vacuum,
      greatest(c.reltuples, 0) AS rows,
      EXISTS (
        SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
        JOIN pg_catalog.pg_am a ON a.oid = x.relam WHERE i.indrelid = c.oid AND a.amname = 'hnsw') AS graph
    FROM pg_catalog.pg_stat_user_tables s JOIN pg_catalog.pg_class c ON c.oid = s.relid) AS tables
  WHERE n_dead_tup > 50 + CASE WHEN graph THEN 0.5 ELSE 0.2 END * rows OR n_ins_since_vacuum > 1000 + 0.2 * rows
  ORDER BY n_dead_tup DESC`
