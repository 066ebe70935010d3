import { sleep, within } from '@aura-sign/core'
import type { ProcessEnd } from './process/spawn-process.ts'

// A machine that is busy answers late; what hangs does not answer at all.
const checkTimeoutMs = 5_000
const pollMs = 50

export type Outcome = { ok: true } | { ok: false; reason: string }

/** Looks until the service is well, one of its processes has ended, its time is over, or somebody gives up. */
export async function waitUntilHealthy(options: {
  check: () => Promise<void>
  /** How a process of it ended, once one has. */
  ended: () => Promise<ProcessEnd | null>
  timeoutMs: number
  signal: AbortSignal
}): Promise<Outcome> {
  const { check, ended, timeoutMs, signal } = options
  const startedMs = performance.now()
  for (;;) {
    const reason = await look(check)
    const end = await ended()
    // First: what answers may be another program, on the port of the one that ended.
    if (end) return { ok: false, reason: end.text }
    if (reason === null) return { ok: true }
    if (signal.aborted) return { ok: false, reason: 'another service failed' }
    if (performance.now() - startedMs > timeoutMs) {
      return { ok: false, reason: `it is not healthy after ${timeoutMs / 1000} s: ${reason}` }
    }
    await sleep(pollMs)
  }
}

/** One look, with a bound: null when all is well, else why not. */
export async function look(check: () => Promise<void>): Promise<string | null> {
  try {
    await within(check(), checkTimeoutMs)
    return null
  } catch (error) {
    return error instanceof Error && error.message !== '' ? error.message : String(error)
  }
}
