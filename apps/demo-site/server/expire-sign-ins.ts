import { type Clock, type Logger, type Repetition, startRepeating } from '@aura-sign/core'
import { deleteExpired, type SessionLifetime } from '@aura-sign/identity'
import type { Sql } from '@aura-sign/postgres'

const intervalMs = 5 * 60_000

export interface ExpiryOptions {
  clock: Clock
  logger: Logger
  lifetime: SessionLifetime
}

/** Deletes expired sessions and nonces every five minutes; they are refused from the moment they expire anyway. */
export function startExpiringSignIns(sql: Sql, { clock, logger, lifetime }: ExpiryOptions): Repetition {
  return startRepeating(() => deleteExpired(sql, { now: clock.now(), lifetime }), {
    intervalMs,
    onError: (error) =>
      logger.warn({ err: error }, 'expired sign-ins could not be deleted; the next round tries again'),
  })
}
