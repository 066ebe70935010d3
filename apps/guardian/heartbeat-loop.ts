import { type Clock, type Logger, sleep } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import { type Heartbeat, type HeartbeatTrail, pruneHeartbeats, recordHeartbeat } from '@aura-sign/recovery'

/** How often things happen, in milliseconds. */
export interface HeartbeatIntervals {
  heartbeatMs: number
  /** Between two copies of the newest heartbeat to the backup store. */
  trailMs: number
  /** A database that has not taken a heartbeat for this long is reported. */
  lateMs: number
}

export const defaultIntervals = { heartbeatMs: 1_000, lateMs: 5_000 }

const retentionMs = 3_600_000
const pruneEveryMs = 60_000

export interface HeartbeatState {
  newest: Heartbeat | null
  /** Newest heartbeat that is in the backup store too. */
  newestInTrail: Heartbeat | null
}

export interface HeartbeatLoop {
  readonly state: Readonly<HeartbeatState>
  /** Heartbeats that were not taken, since the start. */
  readonly failures: Readonly<{ database: number; backup_store: number }>
  stop(): Promise<void>
}

export interface HeartbeatOptions {
  trail: HeartbeatTrail
  logger: Logger
  clock: Clock
  intervals: HeartbeatIntervals
}

/**
 * Writes a heartbeat row at each interval and copies the newest one to the trail. Two loops, so that a slow
 * backup store does not hold up the heartbeat; a third watches, so that a database that hangs is reported too.
 */
export function startHeartbeat(sql: Sql, options: HeartbeatOptions): HeartbeatLoop {
  const { clock, intervals } = options
  const stopped = new AbortController()
  const failures = { database: 0, backup_store: 0 }
  const state: HeartbeatState = { newest: null, newestInTrail: null }
  const database = reportOnce(options, {
    late: 'heartbeats are not reaching the database',
    good: 'heartbeats are back',
  })
  const store = reportOnce(options, { late: 'heartbeats are not reaching the backup store', good: 'the trail is back' })
  const startedAtMs = clock.monotonicMs()
  let newestAtMs = startedAtMs
  let prunedAtMs = startedAtMs

  const beat = async () => {
    try {
      state.newest = await recordHeartbeat(sql, { now: clock.now() })
      newestAtMs = clock.monotonicMs()
      database.good()
      if (newestAtMs - prunedAtMs < pruneEveryMs) return
      prunedAtMs = newestAtMs
      await pruneHeartbeats(sql, { before: new Date(clock.now().getTime() - retentionMs) })
    } catch (error) {
      failures.database += 1
      database.late(error)
    }
  }
  const copy = async () => {
    const heartbeat = state.newest
    if (!heartbeat || heartbeat === state.newestInTrail) return
    try {
      await options.trail.append(heartbeat)
      state.newestInTrail = heartbeat
      store.good()
    } catch (error) {
      failures.backup_store += 1
      store.late(error)
    }
  }
  const watch = async () => {
    if (clock.monotonicMs() - newestAtMs > intervals.lateMs) database.late(null)
  }
  const every = (intervalMs: number, run: () => Promise<void>) => repeat(run, { intervalMs, signal: stopped.signal })
  const loops = [every(intervals.heartbeatMs, beat), every(intervals.trailMs, copy), every(intervals.lateMs, watch)]
  const stop = async () => {
    stopped.abort()
    const copied = Promise.all(loops).then(copy)
    // A store that hangs may keep its own trail, not the stack from stopping.
    const settled = new AbortController()
    await Promise.race([copied, sleep(intervals.lateMs, settled.signal)])
    settled.abort()
  }
  return { state, failures, stop }
}

async function repeat(run: () => Promise<void>, options: { intervalMs: number; signal: AbortSignal }): Promise<void> {
  while (!options.signal.aborted) {
    await run()
    await sleep(options.intervalMs, options.signal)
  }
}

/** Logs the first of a row of failures, and their end; a line a second would bury everything else. */
function reportOnce({ logger }: { logger: Logger }, messages: { late: string; good: string }) {
  let failing = false
  return {
    late(cause: unknown) {
      if (!failing) logger.error({ err: cause ?? undefined }, messages.late)
      failing = true
    },
    good() {
      if (failing) logger.info(messages.good)
      failing = false
    },
  }
}
