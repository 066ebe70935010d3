const firstMs = 500
const growth = 1.4
const longestMs = 10_000

/** How long to wait before asking again, in milliseconds, after `answers` answers: half a second at first, ten seconds at most. */
export function pollDelayMs(answers: number): number {
  return Math.min(longestMs, Math.round(firstMs * growth ** Math.max(0, answers - 1)))
}
