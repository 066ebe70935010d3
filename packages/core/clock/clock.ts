/** Time as an argument: wall time for dates, monotonic time for durations. */
export interface Clock {
  now(): Date
  /** Milliseconds from an arbitrary origin; never jumps, so durations survive clock changes. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
}
