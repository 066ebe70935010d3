/** Nobody is believed who asks for more: the job would look lost. */
const longestMs = 60 * 60_000

/** How long an error, or what caused it, asks to be left alone (`retryAfterMs`); 0 when it does not say. */
export function retryAfterMs(error: unknown): number {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('retryAfterMs' in at && typeof at.retryAfterMs === 'number' && at.retryAfterMs > 0)
      return Math.min(at.retryAfterMs, longestMs)
  }
  return 0
}
