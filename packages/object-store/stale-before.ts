// Longer than any write may pause or take.
const staleAfterMs = 24 * 3_600_000

/** What a writer has not touched since then is nobody's any more. */
export function staleBefore(now: Date): Date {
  return new Date(now.getTime() - staleAfterMs)
}
