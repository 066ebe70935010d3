import { type Clock, type Logger, type Repetition, sleep, startRepeating } from '@aura-sign/core'
import {
  cancelObsoleteEmbeddings,
  deleteObsoleteEmbeddings,
  enqueueMissingEmbeddings,
} from '@aura-sign/identity/worker'
import type { Sql } from '@aura-sign/postgres'

export interface EmbeddingsWatch extends Repetition {
  /** Resolves when it has looked once, or could not. */
  first: Promise<void>
}

const intervalMsDefault = 60_000
/** Looking reads all that everybody says: a twentieth of the time at most. */
const shareMax = 0.05

/**
 * Queues the vectors of this worker's model that are missing or of what was said before, at once and then once a minute, or as seldom as that takes:
 * while workers with two models run side by side, each computes its own of what is newly said, and the other one's stays to be found. What is
 * left of models that no worker has goes.
 */
export function watchEmbeddings(
  sql: Sql,
  options: { model: string; clock: Clock; logger: Logger; onEnqueued: () => void; intervalMs?: number },
): EmbeddingsWatch {
  const { model, clock, logger, onEnqueued, intervalMs = intervalMsDefault } = options
  const first = Promise.withResolvers<void>()
  const repetition = startRepeating(
    async (signal) => {
      const startedMs = clock.monotonicMs()
      try {
        const count = await enqueueMissingEmbeddings(sql, { model, now: () => clock.now(), signal, onEnqueued })
        if (count > 0) logger.info({ model, count }, 'queued the statements without a vector of this model')
        const cancelled = await cancelObsoleteEmbeddings(sql, { model, now: clock.now(), signal })
        if (cancelled > 0) logger.info({ cancelled }, 'cancelled what was queued for models that no worker has')
        const deleted = await deleteObsoleteEmbeddings(sql, { model, now: clock.now(), signal })
        if (deleted > 0) logger.info({ deleted }, 'deleted vectors of models that no worker has')
      } finally {
        first.resolve()
      }
      await sleep((clock.monotonicMs() - startedMs) / shareMax, signal)
    },
    {
      intervalMs,
      onError: (error) => logger.error({ err: error, model }, 'could not queue the statements without a vector'),
    },
  )
  return { first: first.promise, stop: repetition.stop }
}
