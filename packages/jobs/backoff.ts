const firstMs = 1_000
const factor = 3
const longestMs = 15 * 60_000

/**
 * Wait before the next attempt: 1, 3, 9 … seconds up to 15 minutes, so that ten attempts outlast an outage of half
 * an hour, each shortened by up to half so that jobs which failed together do not return together.
 * `random` gives numbers in [0, 1).
 */
export function backoffMs(attempts: number, random: () => number): number {
  const fullMs = Math.min(longestMs, firstMs * factor ** Math.max(0, attempts - 1))
  return Math.round(fullMs * (1 - random() / 2))
}
