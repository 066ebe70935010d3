import { type Clock, type Logger, sleep } from '@aura-sign/core'
import { collectEvidence } from '@aura-sign/identity'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'

const intervalMs = 3_600_000

/** Removes files that no attestation names, once an hour; two sites that do it at the same time do not harm each other. */
export function startCollectingEvidence(
  { sql, store }: { sql: Sql; store: ObjectStore },
  { clock, logger }: { clock: Clock; logger: Logger },
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const loop = async () => {
    while (!signal.aborted) {
      await collectEvidence({ sql, store }, { now: clock.now(), signal }).then(
        (done) => {
          if (Object.values(done).some((count) => count > 0)) logger.info(done, 'collected files that nothing names')
        },
        (error: unknown) => {
          if (!signal.aborted)
            logger.warn({ err: error }, 'files that nothing names could not be collected; the next hour tries again')
        },
      )
      await sleep(intervalMs, signal)
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
