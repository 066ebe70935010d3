import { type Clock, type Logger, type Repetition, startRepeating } from '@aura-sign/core'
import { collectEvidence } from '@aura-sign/identity'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'

const intervalMs = 3_600_000

/** Removes files that no attestation names, once an hour; two sites that do it at the same time do not harm each other. */
export function startCollectingEvidence(
  dependencies: { sql: Sql; store: ObjectStore },
  { clock, logger }: { clock: Clock; logger: Logger },
): Repetition {
  return startRepeating(
    async (signal) => {
      const done = await collectEvidence(dependencies, { now: clock.now(), signal })
      if (Object.values(done).some((count) => count > 0)) logger.info(done, 'collected files that nothing names')
    },
    {
      intervalMs,
      onError: (error) =>
        logger.warn({ err: error }, 'files that nothing names could not be collected; the next hour tries again'),
    },
  )
}
