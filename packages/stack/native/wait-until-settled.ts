import { AuraError, sleep, within } from '@aura-sign/core'
import type { ProcessEnd } from './process/spawn-process.ts'
import type { Outcome } from './wait-until-healthy.ts'

const pollMs = 250

/**
 * Settles a service that is healthy, again while it throws `service_unwell`: until it is done, one of its processes has
 * ended, its time is over, or somebody gives up. Throws whatever else `settle` throws.
 */
export async function waitUntilSettled(options: {
  settle: () => Promise<void>
  /** How a process of it ended, once one has. */
  ended: () => Promise<ProcessEnd | null>
  timeoutMs: number
  signal: AbortSignal
}): Promise<Outcome> {
  const { settle, ended, timeoutMs, signal } = options
  const deadlineMs = performance.now() + timeoutMs
  for (;;) {
    const leftMs = Math.max(deadlineMs - performance.now(), 0)
    const failure = await within(settle(), leftMs).then(
      () => null,
      (error: unknown) => ({ error }),
    )
    if (failure === null) return { ok: true }
    const end = await ended()
    if (end) return { ok: false, reason: end.text }
    const { error } = failure
    if (performance.now() >= deadlineMs) {
      const reason = error instanceof Error ? error.message : String(error)
      return { ok: false, reason: `its settings were not taken within ${timeoutMs / 1000} s: ${reason}` }
    }
    if (!(error instanceof AuraError && error.code === 'service_unwell')) throw error
    if (signal.aborted) return { ok: false, reason: 'another service failed' }
    await sleep(pollMs)
  }
}
