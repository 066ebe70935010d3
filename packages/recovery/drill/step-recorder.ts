import { type Clock, sleep } from '@aura-sign/core'
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
  readonly #timeoutMs: number
  readonly #graceMs: number

  /** `timeoutMs` bounds each step, `graceMs` how long one that was told to end may take to do so. */
  constructor(options: {
    clock: Clock
    signal: AbortSignal
    observer: StepObserver
    timeoutMs?: number
    graceMs?: number
  }) {
    this.#timeoutMs = options.timeoutMs ?? 120_000
    this.#graceMs = options.graceMs ?? 10_000
    this.#clock = options.clock
    this.#signal = options.signal
    this.#observer = options.observer
  }

  /**
   * Throws what the step throws, `StepTimeout` when it takes too long, and the signal's reason when it aborts; by then
   * the signal that `run` was given has aborted, and what it did has ended.
   */
  async step<T>(id: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted()
    this.#observer.onStep?.(id)
    const startedMs = this.#clock.monotonicMs()
    const end = (ok: boolean) => {
      const step = { id, seconds: (this.#clock.monotonicMs() - startedMs) / 1000, ok }
      this.steps.push(step)
      this.#observer.onStepEnd?.(step)
    }
    try {
      const result = await this.#within(run, id)
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

  async #within<T>(run: (signal: AbortSignal) => Promise<T>, id: string): Promise<T> {
    const ending = new AbortController()
    const signal = AbortSignal.any([this.#signal, ending.signal])
    const late = new StepTimeout(`${id} took more than ${this.#timeoutMs / 1000} s`)
    const timer = setTimeout(() => ending.abort(late), this.#timeoutMs)
    const stopped = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => stopped.reject(signal.reason), { once: true })
    const running = run(signal)
    try {
      return await Promise.race([running, stopped.promise])
    } catch (error) {
      // What comes next removes what the step works on.
      const ended = new AbortController()
      const settled = running.catch(() => undefined).finally(() => ended.abort())
      await Promise.race([settled, sleep(this.#graceMs, ended.signal)])
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
}
