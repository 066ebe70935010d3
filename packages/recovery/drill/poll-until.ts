import { type Clock, sleep } from '@aura-sign/core'

const pollMs = 50
const defaultTimeoutMs = 60_000

/** Looks until there is something; an error on the way only counts when it is the last thing seen. */
export async function pollUntil<T>(
  look: () => Promise<T | null>,
  options: { clock: Clock; signal: AbortSignal; pollTimeoutMs?: number },
): Promise<T> {
  const { clock, signal, pollTimeoutMs = defaultTimeoutMs } = options
  const startedMs = clock.monotonicMs()
  let cause: unknown
  while (clock.monotonicMs() - startedMs < pollTimeoutMs && !signal.aborted) {
    const found = await look().catch((error: unknown) => {
      cause = error
      return null
    })
    if (found !== null) return found
    await sleep(pollMs, signal)
  }
  const reason = cause instanceof Error ? `: ${cause.message}` : ''
  throw new Error(`it did not happen within ${pollTimeoutMs / 1000} s${reason}`, { cause })
}
