/** Shares of the interval; `random` gives 0 to 1. */
export interface TaskTimerOptions {
  /** Between the starts of two runs. */
  intervalMs: number
  /** After the first failure; doubled with each one in a row, up to the interval. */
  backoffMs: number
  /** The first run after a start is put off by up to so much, so that what starts together does not run together. */
  startJitterMs: number
  random: () => number
}

const jitterShare = 0.05

/**
 * When a task runs next, on the monotonic clock alone: a wall clock that steps neither stops nor repeats it. The wall clock is asked once, at
 * the start, how old the newest result in the store is; one that seems to be of the future counts as new.
 */
export class TaskTimer {
  readonly #options: TaskTimerOptions
  #dueMs: number
  #failures = 0

  constructor(options: TaskTimerOptions & { lastRunAt: Date | null; now: Date; monotonicMs: number }) {
    this.#options = options
    const { intervalMs, lastRunAt, now, monotonicMs } = options
    const ageMs = lastRunAt === null ? intervalMs : now.getTime() - lastRunAt.getTime()
    const leftMs = intervalMs - Math.min(Math.max(ageMs, 0), intervalMs)
    // However many runs were missed, one is caught up.
    this.#dueMs = monotonicMs + leftMs + options.random() * Math.min(options.startJitterMs, intervalMs / 10)
  }

  get failures(): number {
    return this.#failures
  }

  /** On the monotonic clock. */
  get dueMs(): number {
    return this.#dueMs
  }

  isDue(monotonicMs: number): boolean {
    return monotonicMs >= this.#dueMs
  }

  /** Milliseconds until it is due; 0 when it is. */
  dueInMs(monotonicMs: number): number {
    return Math.max(0, this.#dueMs - monotonicMs)
  }

  /** Brings the next run forward. */
  hurry(monotonicMs: number): void {
    // While it fails, waiting is what helps.
    if (this.#failures === 0) this.#dueMs = Math.min(this.#dueMs, monotonicMs)
  }

  succeeded(startedMs: number): void {
    this.#failures = 0
    const { intervalMs, random } = this.#options
    this.#dueMs = startedMs + intervalMs * (1 - jitterShare * random())
  }

  /** Tries again soon: there was nothing to do. */
  postpone(monotonicMs: number): void {
    this.#dueMs = monotonicMs + Math.min(this.#options.backoffMs, this.#options.intervalMs)
  }

  failed(endedMs: number): void {
    const { intervalMs, backoffMs, random } = this.#options
    const waitMs = Math.min(backoffMs * 2 ** Math.min(this.#failures, 20), intervalMs)
    this.#failures += 1
    this.#dueMs = endedMs + waitMs * (1 - jitterShare * random())
  }
}
