import { type Clock, type Logger, sleep } from '@aura-sign/core'
import { deleteExpired, type SessionLifetime } from '@aura-sign/identity'
import type { Sql } from '@aura-sign/postgres'

const intervalMs = 5 * 60_000

export interface ExpiryOptions {
  clock: Clock
  logger: Logger
  lifetime: SessionLifetime
}

/** Deletes expired sessions and nonces every five minutes; they are refused from the moment they expire anyway. */
export function startExpiringSignIns(sql: Sql, { clock, logger, lifetime }: ExpiryOptions): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await deleteExpired(sql, { now: clock.now(), lifetime }).catch((error: unknown) => {
        logger.warn({ err: error }, 'expired sign-ins could not be deleted; the next round tries again')
      })
      await sleep(intervalMs, stopping.signal)
    }
  }
  const ended = loop()
  return {
    stop: async () => {
      stopping.abort()
      await ended
    },
  }
}
