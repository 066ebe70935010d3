import { type Clock, type Logger, type Repetition, startRepeating } from '@aura-sign/core'
import { countUnjournaled, enqueueJournal } from '@aura-sign/identity/worker'
import type { Sql } from '@aura-sign/postgres'

const intervalMs = 60_000

/** Queues the copying of attestations whose request died before it could, looking once a minute. */
export function watchJournal(
  sql: Sql,
  { clock, logger, onEnqueued }: { clock: Clock; logger: Logger; onEnqueued: () => void },
): Repetition {
  return startRepeating(
    async () => {
      const { count } = await countUnjournaled(sql)
      if (count === 0) return
      await enqueueJournal(sql, { now: clock.now() })
      onEnqueued()
    },
    {
      intervalMs,
      onError: (error) => logger.warn({ err: error }, 'could not look for attestations without a copy'),
    },
  )
}
