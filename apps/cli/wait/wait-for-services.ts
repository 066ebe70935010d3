import { type Clock, sleep, within } from '@aura-sign/core'
import { describeFailure } from './describe-failure.ts'
import type { ReadinessCheck } from './readiness-check.ts'

export interface WaitResult {
  readonly service: string
  readonly ready: boolean
  readonly seconds: number
  /** The last reason why it was not ready; null when it is. */
  readonly reason: string | null
}

export interface WaitOptions {
  timeoutMs: number
  clock: Clock
  /** After each look that found a service late. */
  onLate?: (late: { service: string; reason: string; seconds: number }) => void
  /** Once for each service, as it becomes ready or when the time is over. */
  onResult?: (result: WaitResult) => void
}

const attemptTimeoutMs = 5_000
// Shorter, and a look would say nothing but that it was short.
const lookMsMin = 1_000
const pollMs = 250

/** Looks at all services side by side, again and again, until each is ready or the time is over. */
export async function waitForServices(
  checks: readonly ReadinessCheck[],
  options: WaitOptions,
): Promise<readonly WaitResult[]> {
  return await Promise.all(checks.map((check) => waitForService(check, options)))
}

async function waitForService(check: ReadinessCheck, options: WaitOptions): Promise<WaitResult> {
  const { clock, timeoutMs } = options
  const startedMs = clock.monotonicMs()
  const elapsedMs = () => clock.monotonicMs() - startedMs
  const finish = (ready: boolean, reason: string | null): WaitResult => {
    const result = { service: check.name, ready, seconds: elapsedMs() / 1000, reason }
    options.onResult?.(result)
    return result
  }
  let known: string | null = null
  for (;;) {
    // AbortSignal.timeout takes no fractions.
    const leftMs = Math.max(Math.ceil(timeoutMs - elapsedMs()), lookMsMin)
    const { ready, reason } = await look(check, Math.min(attemptTimeoutMs, leftMs))
    if (ready) return finish(true, null)
    // Silence says less than what the service said before it.
    known = reason ?? known
    const shown = known ?? 'it does not answer'
    options.onLate?.({ service: check.name, reason: shown, seconds: elapsedMs() / 1000 })
    if (elapsedMs() + pollMs >= timeoutMs) return finish(false, shown)
    await sleep(pollMs)
  }
}

/** One bounded look; the reason is null when there was no answer in time. */
async function look(check: ReadinessCheck, timeoutMs: number): Promise<{ ready: boolean; reason: string | null }> {
  // What comes after the bound is of no interest, and must not end the process.
  const answer = check.check({ timeoutMs }).then(
    () => ({ ready: true, reason: null }),
    (error: unknown) => ({ ready: false, reason: isSilence(error) ? null : describeFailure(error) }),
  )
  return await within(answer, timeoutMs).catch(() => ({ ready: false, reason: null }))
}

/** Whether a check's own bound ended it, which says no more than ours does. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}
