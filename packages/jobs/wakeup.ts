/** Waits that another part of the process can cut short. */
export interface Wakeup {
  /** Ends the current wait, or the next one if nobody is waiting. */
  wake(): void
  wait(durationMs: number): Promise<void>
}

export type Sleep = (durationMs: number, signal?: AbortSignal) => Promise<void>

export function createWakeup(sleep: Sleep): Wakeup {
  let woken = false
  let current: AbortController | undefined
  return {
    wake() {
      woken = true
      current?.abort()
    },
    async wait(durationMs) {
      if (!woken) {
        current = new AbortController()
        await sleep(durationMs, current.signal)
        current = undefined
      }
      woken = false
    },
  }
}
