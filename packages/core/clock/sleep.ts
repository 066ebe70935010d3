import { setTimeout as delay } from 'node:timers/promises'

/** Waits `durationMs`, or less when `signal` aborts; never rejects, so that loops end by their own condition. */
export async function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { ...(signal && { signal }) }).catch(() => undefined)
}
