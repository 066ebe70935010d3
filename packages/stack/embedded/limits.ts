/** Bounds of the embedded database; each keeps one client from exhausting what all of them share. */
export const limits = {
  /** Connections at once, as Postgres's default max_connections. */
  clientsMax: 100,
  /** Bytes of messages one client may have waiting: a statement with its parameters, a pipeline, or the data of one COPY. */
  pendingBytesMax: 128 * 1024 * 1024,
  /** Above this much unread input with work already queued, the socket is paused (back-pressure). */
  pauseBytes: 1024 * 1024,
  /** Result bytes of one cycle: WASM cannot be suspended, so a result is held in memory until the socket took it. */
  resultBytesMax: 256 * 1024 * 1024,
  /** Prepared statements one client may keep. */
  statementsMax: 2_000,
  /** A startup packet; Postgres refuses above 10,000 bytes too (MAX_STARTUP_PACKET_LENGTH). */
  startupBytesMax: 10_000,
  /** From connecting to being authenticated, as Postgres's default authentication_timeout. */
  authenticationMs: 60_000,
  /** How long the socket of a client that was told to go may stay open. */
  lingerMs: 5_000,
  /** How long a client may hold the session without using it while others wait. */
  idleInTransactionMs: 10_000,
  /** How long a client that only pins the session may keep others waiting, even if it is busy. */
  pinnedMs: 60_000,
  /** Time for open transactions to finish when the database closes. */
  drainMs: 5_000,
  /** Time for Postgres to shut down after the drain; afterwards the worker is ended, which loses nothing (see crash test). */
  shutdownMs: 15_000,
  /** Opening includes crash recovery; WAL is kept below walBytesMax, which replays in seconds. */
  openMs: 120_000,
  /** WAL written since the last checkpoint that makes the next idle moment checkpoint. */
  walBytesMax: 64 * 1024 * 1024,
  /** Interval of the look at WAL and dead rows that Postgres's own background processes would have. */
  maintenanceMs: 30_000,
  /** Tables vacuumed in one interval. */
  maintenancePiecesMax: 10,
} as const
