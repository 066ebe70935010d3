/** Too short a time for a rate that means anything. */
const warmUpMs = 200

/** Average rate per second so far and the seconds left at that rate, each once it is known. */
export function estimate(progress: { done: number; total?: number; elapsedMs: number }): {
  ratePerSecond?: number
  secondsLeft?: number
} {
  if (progress.done <= 0 || progress.elapsedMs < warmUpMs) return {}
  const ratePerSecond = progress.done / (progress.elapsedMs / 1000)
  if (progress.total === undefined) return { ratePerSecond }
  return { ratePerSecond, secondsLeft: Math.max(0, progress.total - progress.done) / ratePerSecond }
}
