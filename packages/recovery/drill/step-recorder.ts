import type { Clock } from '@aura-sign/core'
import type { Check } from '../verify/check.ts'
import type { StepResult } from './drill-report.ts'

export interface StepObserver {
  onStep?: (id: string) => void
  onStepEnd?: (step: StepResult) => void
}

export class StepTimeout extends Error {}

/** Runs the steps of a drill one after the other, each in bounded time, and keeps what came of them. */
export class StepRecorder {
  readonly steps: StepResult[] = []
  readonly checks: Check[] = []
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #observer: StepObserver

  constructor(options: { clock: Clock; signal: AbortSignal; observer: StepObserver }) {
    this.#clock = options.clock
    this.#signal = options.signal
    this.#observer = options.observer
  }

  /** Throws what the step throws, `StepTimeout` after `timeoutMs`, and the signal's reason when it aborts. */
  async step<T>(id: string, run: () => Promise<T>, timeoutMs = 120_000): Promise<T> {
    this.#signal.throwIfAborted()
    this.#observer.onStep?.(id)
    const startedMs = this.#clock.monotonicMs()
    const end = (ok: boolean) => {
      const step = { id, seconds: (this.#clock.monotonicMs() - startedMs) / 1000, ok }
      this.steps.push(step)
      this.#observer.onStepEnd?.(step)
    }
    try {
      const result = await within(run(), { id, timeoutMs, signal: this.#signal })
      end(true)
      return result
    } catch (error) {
      end(false)
      throw error
    }
  }

  check(name: string, ok: boolean, detail: string): void {
    this.checks.push({ name, ok, detail })
  }
}

async function within<T>(
  running: Promise<T>,
  options: { id: string; timeoutMs: number; signal: AbortSignal },
): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(options.signal.reason)
  options.signal.addEventListener('abort', onAbort, { once: true })
  const late = `${options.id} took more than ${options.timeoutMs / 1000} s`
  const timer = setTimeout(() => reject(new StepTimeout(late)), options.timeoutMs)
  try {
    return await Promise.race([running, stopped])
  } finally {
    clearTimeout(timer)
    options.signal.removeEventListener('abort', onAbort)
  }
}
