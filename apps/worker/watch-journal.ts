import { type Clock, type Logger, sleep } from '@aura-sign/core'
import { countUnjournaled, enqueueJournal } from '@aura-sign/identity'
import type { Sql } from '@aura-sign/postgres'

const intervalMs = 60_000

/** Queues the copying of attestations whose request died before it could, looking once a minute. */
export function watchJournal(
  sql: Sql,
  { clock, logger, onEnqueued }: { clock: Clock; logger: Logger; onEnqueued: () => void },
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const look = async () => {
    const { count } = await countUnjournaled(sql)
    if (count === 0) return
    await enqueueJournal(sql, { now: clock.now() })
    onEnqueued()
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) =>
        logger.warn({ err: error }, 'could not look for attestations without a copy'),
      )
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
