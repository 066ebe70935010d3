import { sleep } from './sleep.ts'

export interface Repetition {
  /** Aborts what is under way, and resolves when nothing is. */
  stop(): Promise<void>
}

/** Does something at once and again `intervalMs` after each time, for as long as it is not stopped; what it throws is told. */
export function startRepeating(
  action: (signal: AbortSignal) => Promise<unknown>,
  options: { intervalMs: number; onError: (error: unknown) => void },
): Repetition {
  const stopping = new AbortController()
  const { signal } = stopping
  const repeat = async () => {
    while (!signal.aborted) {
      try {
        await action(signal)
      } catch (error) {
        // What a stop has cut off is no failure.
        if (!signal.aborted) options.onError(error)
      }
      await sleep(options.intervalMs, signal)
    }
  }
  const ended = repeat()
  return {
    stop: async () => {
      stopping.abort()
      await ended
    },
  }
}
